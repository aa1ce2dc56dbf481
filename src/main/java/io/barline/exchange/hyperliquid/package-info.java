/** Hyperliquid: perpetuals, those of other deployers (HIP-3) and spot. */
@NullMarked
package io.barline.exchange.hyperliquid;

import org.jspecify.annotations.NullMarked;
