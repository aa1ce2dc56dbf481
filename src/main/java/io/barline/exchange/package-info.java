/**
 * What an exchange must supply: names, endpoints, limits and rules as data, and decoders of its
 * frames.
 */
@NullMarked
package io.barline.exchange;

import org.jspecify.annotations.NullMarked;
