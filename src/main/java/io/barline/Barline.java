package io.barline;

import io.barline.access.KeysCommand;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The entry point of the gateway, and of the command {@code keys}, which starts none. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class Barline {
  private Barline() {}

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("keys")) {
      KeysCommand keys =
          new KeysCommand(System.getenv(), System.out, System.err, Clock.systemUTC());
      System.exit(keys.run(List.of(args).subList(1, args.length)));
    }
    SpringApplication.run(Barline.class, args);
  }
}
