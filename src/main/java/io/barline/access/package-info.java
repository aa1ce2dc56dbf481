/** Who is served, and what each may have: keys and tokens, entitlements, quotas. */
@NullMarked
package io.barline.access;

import org.jspecify.annotations.NullMarked;
