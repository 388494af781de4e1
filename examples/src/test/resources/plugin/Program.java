package com.example;

import io.ember.engine.StorageEngine;
import java.nio.file.Path;

/** Uses an engine, and does not know whether it is a node. Runs until its input ends. */
public final class Program {
  public static void main(String[] arguments) throws Exception {
    try (StorageEngine engine = StorageEngine.open(Path.of(arguments[0]))) {
      engine.put("greeting", "hello");
      System.out.println("greeting = " + engine.get("greeting"));
      System.out.println("visits = " + engine.call("INCRBY", "visits", "5"));
      System.out.println("open");
      while (System.in.read() >= 0) {
        // Wait for the end.
      }
      System.out.println("guest = " + engine.get("guest"));
    }
    System.out.println("closed");
  }
}
