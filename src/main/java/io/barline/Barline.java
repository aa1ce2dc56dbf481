package io.barline;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The gateway's entry point. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class Barline {
  private Barline() {}

  public static void main(String[] args) {
    SpringApplication.run(Barline.class, args);
  }
}
