package io.github.derm4j.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves to both ends of a connection that the other end knows the token of the job, without
 * sending it: each end answers the other's random challenge.
 */
final class Handshake {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAGIC = 0x4445524d;
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Handshake() {}

  /** Makes a new token. */
  static byte[] token() {
    return random();
  }

  private static byte[] random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /**
   * Performs the handshake with the other end of a connection.
   *
   * @param own the rank of this process
   * @return the rank of the other process
   * @throws IOException if the other end does not know the token
   */
  static int greet(DataInputStream in, DataOutputStream out, byte[] token, int own)
      throws IOException {
    byte[] challenge = random();
    out.writeInt(MAGIC);
    out.writeInt(own);
    out.write(challenge);
    out.flush();
    if (in.readInt() != MAGIC) {
      throw new IOException("a connection of another program");
    }
    int other = in.readInt();
    byte[] challenged = in.readNBytes(BYTES);
    out.write(answer(token, challenged, own));
    out.flush();
    if (!MessageDigest.isEqual(in.readNBytes(BYTES), answer(token, challenge, other))) {
      throw new IOException("a connection without the token of this job");
    }
    return other;
  }

  private static byte[] answer(byte[] token, byte[] challenge, int rank) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(token, ALGORITHM));
      mac.update(challenge);
      return mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(rank).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // Every Java has this algorithm.
    }
  }
}
