/**
 * Downloads from archives: {@link io.github.derm4j.data.download.IsicArchiveClient} downloads a
 * selection of the ISIC Archive into a folder that the reader {@code isic} reads. The library
 * downloads nothing unless this client is called.
 */
@NullMarked
package io.github.derm4j.data.download;

import org.jspecify.annotations.NullMarked;
