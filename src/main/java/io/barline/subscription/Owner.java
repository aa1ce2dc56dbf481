package io.barline.subscription;

/**
 * On whose behalf standing subscriptions are made and looked for.
 *
 * @param id of the principal; names are its own
 * @param all whether it also sees, by their ids, what belongs to others
 */
public record Owner(String id, boolean all) {}
