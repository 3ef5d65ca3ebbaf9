package com.a64platform.core.crypto;

import java.util.Collection;

/** The kinds of signed documents: the payload type their envelope must carry and how large it may be. */
public enum DocumentType {
    ROOT("root", 256 * 1024),
    TIMESTAMP("timestamp", 16 * 1024),
    CATALOG("catalog", 32 * 1024 * 1024),
    ARTIFACT("artifact", 16 * 1024),
    PUBLISHER("publisher", 64 * 1024),
    TRANSFER("transfer", 16 * 1024);

    private final String mediaType;
    private final int maxBytes;

    DocumentType(String name, int maxBytes) {
        this.mediaType = "application/vnd.a64." + name + "+json";
        this.maxBytes = maxBytes;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Bytes of the whole envelope. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Signs a document of this kind. */
    public byte[] sign(Object document, Collection<SigningKey> keys) {
        return Envelope.sign(mediaType, StrictJson.write(document), keys);
    }

    /** Reads an envelope of this kind; nothing in it is to be believed yet. */
    public Envelope parse(byte[] envelope) throws MalformedDocumentException {
        return Envelope.parse(envelope, mediaType, maxBytes);
    }
}
