package io.barline.access;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line that creates, lists and revokes keys: {@code keys create|list|revoke}. A running
 * gateway sees the change by itself.
 */
public final class KeysCommand {
  /** What the exit status says. */
  private static final int DONE = 0;

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final String USAGE =
      """
      usage: keys create --name <name> --topics <pattern>[,<pattern>...]
                         [--expires <time, like 2027-01-01T00:00:00Z>] [--admin] [--max-connections <n>] [--max-topics <n>]
                         [--messages-per-second <n>] [--message-burst <n>] [--requests-per-second <n>] [--request-burst <n>]
             keys list
             keys revoke <id, like bl_4f9a2c1b>
             keys --help
      each with [--file <keys file>]; otherwise BARLINE_ACCESS_KEYSFILE, else config/keys.json
      a pattern is <exchange>:<channel>:<symbol> in which * stands for anything: 'binance:*:*,bybit:trades:*', all is '*:*:*';
      channels are trades, quotes, book.<levels>, bars.<interval>, ticker, status
      --admin: may also see and end the subscriptions of others, and change what Actuator lets change; it permits no topics by itself
      """;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param environment of the process
   */
  public KeysCommand(
      Map<String, String> environment, PrintStream out, PrintStream err, Clock clock) {
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /**
   * Does what the arguments say, without the first one, {@code keys}.
   *
   * @return the exit status: 0 done, 1 failed, 2 not understood
   */
  public int run(List<String> arguments) {
    if (asksForHelp(arguments)) {
      out.print(USAGE);
      return DONE;
    }
    Path file = Path.of(environment.getOrDefault("BARLINE_ACCESS_KEYSFILE", "config/keys.json"));
    try {
      String command = arguments.isEmpty() ? "" : arguments.getFirst();
      if (!Set.of("create", "list", "revoke").contains(command)) {
        throw new KeyArguments.Misuse(
            command.isEmpty() ? "say what to do" : "\"%s\" is no command".formatted(command));
      }
      KeyArguments rest =
          KeyArguments.read(arguments.subList(1, arguments.size()), command.equals("create"));
      file = Path.of(rest.options().getOrDefault("--file", file.toString()));
      return switch (command) {
        case "create" -> create(file, rest);
        case "revoke" -> revoke(file, rest.words());
        default -> list(file, rest.words());
      };
    } catch (KeyArguments.Misuse wrong) {
      err.println(wrong.getMessage());
      err.print(USAGE);
      return MISUSED;
    } catch (KeyFile.Malformed wrong) {
      err.printf("the keys file %s can't be used: %s%n", file, wrong.getMessage());
      return FAILED;
    } catch (IOException e) {
      err.printf("the keys file %s can't be read or written: %s%n", file, e);
      return FAILED;
    }
  }

  private static boolean asksForHelp(List<String> arguments) {
    return arguments.contains("--help")
        || arguments.contains("-h")
        || (!arguments.isEmpty() && arguments.getFirst().equals("help"));
  }

  private int create(Path file, KeyArguments arguments)
      throws KeyArguments.Misuse, IOException, KeyFile.Malformed {
    if (!arguments.words().isEmpty()) {
      throw new KeyArguments.Misuse(
          "\"%s\" belongs to no option".formatted(arguments.words().getFirst()));
    }
    String name = arguments.name();
    List<String> topics = arguments.topics();
    Map<String, Integer> quotas = arguments.quotas();
    Instant expires = arguments.expires(clock.instant());
    try (FileChannel lock = besides(file)) {
      var _ = lock.lock();
      List<ApiKey> keys = new ArrayList<>(existing(file));
      String id = newId(keys);
      String secret = ApiKey.newSecret(random);
      try {
        keys.add(
            new ApiKey(
                id,
                name,
                ApiKey.sha256(secret),
                topics,
                quotas,
                expires,
                arguments.admin(),
                clock.instant()));
      } catch (IllegalArgumentException wrong) {
        throw new KeyArguments.Misuse(String.valueOf(wrong.getMessage()));
      }
      KeyFile.write(file, keys);
      err.printf(
          "created the key %s in %s, which the gateway's user must be able to read; it is shown"
              + " this once and kept as a hash:%n",
          id, file.toAbsolutePath());
      out.println(id + "_" + secret);
      return DONE;
    }
  }

  private String newId(List<ApiKey> keys) {
    while (true) {
      String id = ApiKey.newId(random);
      if (keys.stream().noneMatch(key -> key.id().equals(id))) {
        return id;
      }
    }
  }

  private int revoke(Path file, List<String> words)
      throws KeyArguments.Misuse, IOException, KeyFile.Malformed {
    if (words.size() != 1) {
      throw new KeyArguments.Misuse("say which key: its id, like bl_4f9a2c1b");
    }
    String id = words.getFirst();
    try (FileChannel lock = besides(file)) {
      var _ = lock.lock();
      List<ApiKey> keys = new ArrayList<>(existing(file));
      if (!keys.removeIf(key -> key.id().equals(id))) {
        err.printf(
            "there is no key %s in %s%n",
            ApiKey.ID.matcher(id).matches() ? id : "of that id", file);
        return FAILED;
      }
      KeyFile.write(file, keys);
      err.printf("revoked %s; its streams end within 5 s%n", id);
      return DONE;
    }
  }

  private int list(Path file, List<String> words)
      throws KeyArguments.Misuse, IOException, KeyFile.Malformed {
    if (!words.isEmpty()) {
      throw new KeyArguments.Misuse("list takes no words");
    }
    for (ApiKey key : existing(file)) {
      out.printf(
          "%s  %s  topics=%s  expires=%s%s%s%n",
          key.id(),
          key.name(),
          String.join(",", key.topics()),
          key.expiresAt() == null
              ? "never"
              : key.expiresAt() + (key.isExpired(clock.instant()) ? " (over)" : ""),
          key.admin() ? "  admin" : "",
          key.quotas().isEmpty() ? "" : "  quotas=" + key.quotas());
    }
    return DONE;
  }

  private static List<ApiKey> existing(Path file) throws IOException, KeyFile.Malformed {
    try {
      return KeyFile.read(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Locked while a key is added or removed: two that write at a time would lose one's. */
  private static FileChannel besides(Path file) throws IOException {
    Path beside = file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".lock");
    KeyFile.createFolderOf(beside);
    return FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
