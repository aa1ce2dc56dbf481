/**
 * Exchanges that can be run here: they speak the real wire protocols over loopback and misbehave on
 * request. They share nothing with the code that connects to exchanges, so that each checks the
 * other.
 */
@NullMarked
package io.barline.simulator;

import org.jspecify.annotations.NullMarked;
