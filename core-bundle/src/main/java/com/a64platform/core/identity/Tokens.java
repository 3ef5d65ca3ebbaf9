package com.a64platform.core.identity;

/** What a sign-in gives. {@code expiresIn} counts the seconds of the access token. */
public record Tokens(String accessToken, String refreshToken, long expiresIn, String tokenType) {
    static Tokens bearer(String accessToken, String refreshToken) {
        return new Tokens(accessToken, refreshToken, AccessTokens.LIFE.toSeconds(), "Bearer");
    }

    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "Tokens[" + tokenType + ", " + expiresIn + " s]";
    }
}
