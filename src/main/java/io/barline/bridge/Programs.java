package io.barline.bridge;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where programs are. */
public final class Programs {
  private static final String SUFFIX = ".exe";

  private Programs() {}

  /**
   * The program of that name.
   *
   * @param name a path, or a name that is looked for in {@code path}
   * @param path folders, as the environment's {@code PATH} has them
   * @return null where there is none
   */
  public static @Nullable Path find(String name, String path) {
    if (name.indexOf('/') >= 0 || name.indexOf(File.separatorChar) >= 0) {
      return executable(Path.of(name));
    }
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path found = folder.isEmpty() ? null : executable(Path.of(folder, name));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Path executable(Path path) {
    if (Files.isRegularFile(path) && Files.isExecutable(path)) {
      return path.toAbsolutePath();
    }
    Path other = path.resolveSibling(path.getFileName() + SUFFIX);
    return Files.isRegularFile(other) && Files.isExecutable(other) ? other.toAbsolutePath() : null;
  }
}
