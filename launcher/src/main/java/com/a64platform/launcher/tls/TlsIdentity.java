package com.a64platform.launcher.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Who this node is to clients that come by TLS. Immutable.
 *
 * @param chain the node's certificate first, each vouched for by the next
 */
record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    TlsIdentity {
        chain = List.copyOf(chain);
    }

    /** @throws GeneralSecurityException the message is the end of a sentence that begins with the certificate's file */
    TlsIdentity requireUsable(Instant now) throws GeneralSecurityException {
        require(!chain.isEmpty(), "holds no certificate");
        for (X509Certificate certificate : chain) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant to = certificate.getNotAfter().toInstant();
            require(!now.isAfter(to), "has expired at " + to + ": get a new certificate");
            require(!now.isBefore(from), "is not valid before " + from + ": look at this machine's clock");
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            require(
                    vouches(chain.get(i + 1), chain.get(i)),
                    "is in another order than the node's own certificate first," + " then the one that vouches for it");
        }
        require(belongs(), "is not that of the key in TLS_KEY");
        return this;
    }

    private static boolean vouches(X509Certificate issuer, X509Certificate subject) {
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException wrong) {
            return false;
        }
    }

    private boolean belongs() throws GeneralSecurityException {
        String algorithm = key.getAlgorithm();
        if (!algorithm.equals(chain.get(0).getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                algorithm.equals("RSA") ? "SHA256withRSA" : algorithm.equals("EC") ? "SHA256withECDSA" : algorithm);
        signature.initSign(key);
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(chain.get(0).getPublicKey());
        signature.update((byte) 1);
        return signature.verify(signed);
    }

    private static void require(boolean holds, String otherwise) throws GeneralSecurityException {
        if (!holds) {
            throw new GeneralSecurityException(otherwise);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "TlsIdentity[" + chain.size() + " certificates]";
    }
}
