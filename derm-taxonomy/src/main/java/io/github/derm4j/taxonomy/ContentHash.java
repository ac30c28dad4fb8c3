package io.github.derm4j.taxonomy;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The digest of a tree. It covers every text, preceded by its length, and the parent of every node.
 */
final class ContentHash {

  private ContentHash() {}

  static String hash(List<DiseaseNode> nodes, int[] parent) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (int i = 0; i < parent.length; i++) {
      DiseaseNode node = nodes.get(i);
      put(hasher, node.id());
      put(hasher, node.name());
      put(hasher, node.synonyms());
      put(hasher, node.crossReferences());
      hasher.putInt(parent[i]);
    }
    return hasher.hash().toString();
  }

  private static void put(Hasher hasher, List<String> texts) {
    hasher.putInt(texts.size());
    texts.forEach(text -> put(hasher, text));
  }

  private static void put(Hasher hasher, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
  }
}
