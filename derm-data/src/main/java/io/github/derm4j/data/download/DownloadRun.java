package io.github.derm4j.data.download;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One download. Several threads fetch the images of one page of the list before the next page is
 * read, so that the signed addresses of a page are used while they are valid.
 */
final class DownloadRun {

  private static final int PAGE = 100;
  private static final double GIGABYTE = 1e9;

  private final URI api;
  private final PatientHttp http;
  private final int threads;
  private final IsicSelection selection;
  private final Path folder;
  private final DownloadListener listener;
  private final Checksums checksums;
  private final ObjectMapper json = new ObjectMapper();

  private final Map<String, String> failures = new TreeMap<>();
  private int images;

  /** The number of images of the selection by the archive's count; 0 if there is no count. */
  private int counted;

  private long totalBytes = -1;
  private int fetched;
  private long fetchedBytes;
  private int alreadyThere;

  DownloadRun(
      URI api,
      PatientHttp http,
      int threads,
      IsicSelection selection,
      Path folder,
      DownloadListener listener)
      throws IOException {
    this.api = api;
    this.http = http;
    this.threads = threads;
    this.selection = selection;
    this.folder = folder;
    this.listener = listener;
    this.checksums = Checksums.open(folder);
    this.images = selection.limit();
  }

  IsicDownload run() throws IOException, InterruptedException {
    try (ImageList list = new ImageList(folder)) {
      boolean whole = false;
      try {
        fetchPages(list);
        whole = true;
      } finally {
        if (whole) {
          list.write();
        } else if (list.size() > 0) {
          list.writeUnfinished();
        }
      }
      return new IsicDownload(
          folder,
          list.size(),
          fetched,
          alreadyThere,
          failures,
          fetchLicences(list.licences()),
          Math.max(0, counted - list.size()),
          list.withoutLicence());
    }
  }

  private void fetchPages(ImageList list) throws IOException, InterruptedException {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "isic-download");
              thread.setDaemon(true);
              return thread;
            });
    try {
      URI next =
          api.resolve(
              "images/search/?limit=" + Math.min(PAGE, selection.limit()) + selection.parameters());
      Set<URI> read = new HashSet<>();
      for (int pages = 1; next != null && list.size() < selection.limit(); pages++) {
        if (!read.add(next)) {
          throw new IOException(
              "the archive's list names the page " + next + " after itself; try again later");
        }
        JsonNode page = page(next);
        List<IsicImage> listed = new ArrayList<>();
        for (JsonNode result : page.path("results")) {
          IsicImage image = IsicImage.parse(result);
          if (list.size() < selection.limit() && list.add(image)) {
            listed.add(image);
          }
        }
        if (pages == 1) {
          begin(page, listed);
        }
        fetch(listed, new ExecutorCompletionService<>(pool));
        next = page.path("next").isTextual() ? address(page.path("next").asText(), next) : null;
        // From time to time, so that the images of a killed process are usable.
        if (next != null && Integer.bitCount(pages) == 1) {
          list.writeUnfinished();
        }
      }
    } finally {
      pool.shutdownNow();
      awaitEnd(pool);
    }
  }

  private static URI address(String text, URI page) throws IOException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          page + ": the next page '" + text + "' is not an address; try again later", e);
    }
  }

  private JsonNode json(URI address) throws IOException, InterruptedException {
    byte[] bytes = http.get(address);
    try {
      return json.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new IOException(address + ": the answer is not JSON; check --api, or try again", e);
    }
  }

  private JsonNode page(URI address) throws IOException, InterruptedException {
    JsonNode page = json(address);
    if (!page.path("results").isArray()) {
      throw new IOException(address + ": the answer is not a list of images; check --api");
    }
    return page;
  }

  /** Waits for the threads, because none may write after the call returns. */
  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Estimates the total amount from the first page, which is the only one that states the number of
   * images.
   */
  private void begin(JsonNode page, List<IsicImage> listed)
      throws IOException, InterruptedException {
    boolean cut = true;
    if (page.path("count").isNumber()) {
      long count = page.path("count").asLong();
      cut = count > selection.limit();
      images = (int) Math.min(count, selection.limit());
      counted = images;
    } else if (!page.path("next").isTextual()) {
      images = listed.size();
    }
    long size = cut ? -1 : size();
    if (size < 0 && !listed.isEmpty()) {
      double mean = listed.stream().mapToLong(IsicImage::size).average().orElse(0);
      size = mean > 0 ? Math.round(mean * images) : -1;
    }
    totalBytes = size;
    requireSpace(size - checksums.bytes(), "the selection");
    report();
  }

  /**
   * The approximate bytes of all images of the selection, or -1 if the archive does not state
   * sizes.
   */
  private long size() throws IOException, InterruptedException {
    String parameters = selection.parameters();
    URI address =
        api.resolve(
            "images/search/size/" + (parameters.isEmpty() ? "" : "?" + parameters.substring(1)));
    try {
      return json(address).path("size").asLong(-1);
    } catch (PatientHttp.RefusedException notOfThisServer) {
      return -1;
    }
  }

  private void requireSpace(long bytes, String what) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free >= 0 && bytes > free) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s needs about %.1f GB more, and %.1f GB are free; make room, choose a folder on"
                  + " another disk, or select fewer images",
              folder,
              what,
              bytes / GIGABYTE,
              free / GIGABYTE));
    }
  }

  private void fetch(List<IsicImage> page, CompletionService<ImageFetcher.Outcome> pool)
      throws IOException, InterruptedException {
    long missing =
        page.stream()
            .filter(image -> checksums.file(image.id()) == null)
            .mapToLong(IsicImage::size)
            .sum();
    requireSpace(missing, "the next " + page.size() + " images");
    ImageFetcher fetcher = new ImageFetcher(api, http, folder, checksums);
    page.forEach(image -> pool.submit(() -> fetcher.fetch(image)));
    for (int i = 0; i < page.size(); i++) {
      count(outcome(pool));
      report();
    }
  }

  private static ImageFetcher.Outcome outcome(CompletionService<ImageFetcher.Outcome> pool)
      throws IOException, InterruptedException {
    try {
      return pool.take().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new IOException(failure.getMessage(), failure);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void count(ImageFetcher.Outcome outcome) {
    if (!outcome.reason().isEmpty()) {
      failures.put(outcome.id(), outcome.reason());
    } else if (outcome.fetched()) {
      fetched++;
      fetchedBytes += outcome.bytes();
    } else {
      alreadyThere++;
    }
  }

  private void report() {
    int done = fetched + alreadyThere + failures.size();
    listener.at(
        new DownloadListener.State(
            done, Math.max(done, images), fetched, fetchedBytes, totalBytes));
  }

  /** The licences whose text is missing and can't be downloaded. */
  private List<String> fetchLicences(List<String> licences)
      throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    Path texts = folder.resolve("licenses");
    for (String licence : licences) {
      if (!licence.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
        missing.add(licence);
        continue;
      }
      Path file = texts.resolve(licence + ".txt");
      if (!Files.exists(file)) {
        try {
          byte[] text = http.get(api.resolve("zip-download/license-file/" + licence + "/"));
          Files.createDirectories(texts);
          WholeFile.write(file, out -> out.write(text));
        } catch (PatientHttp.RefusedException e) {
          missing.add(licence);
        }
      }
    }
    return missing;
  }
}
