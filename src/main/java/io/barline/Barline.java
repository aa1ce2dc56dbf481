package io.barline;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The gateway's entry point. */
@SpringBootApplication
public class Barline {
  public static void main(String[] args) {
    SpringApplication.run(Barline.class, args);
  }
}
