/**
 * The vocabulary of the gateway: events, instruments, topics, intervals, decimals and times. Plain
 * Java.
 */
@NullMarked
package io.barline.market;

import org.jspecify.annotations.NullMarked;
