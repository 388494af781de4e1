package io.ember.examples.admin;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.KeyValue;

/**
 * Reads replies as the client library gives them: a map is a flat list in RESP2, and a map or a
 * list of pairs in RESP3. Stateless.
 */
final class ReplyValues {
  private ReplyValues() {}

  /**
   * {@return the elements of an array}
   *
   * @throws CommandException if it is none, here and in all others
   */
  static List<Object> list(Object reply) {
    if (reply instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    throw unexpected("an array", reply);
  }

  /** {@return the entries of a map by their names, in their order} */
  static Map<String, Object> map(Object reply) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (reply instanceof Map<?, ?> given) {
      given.forEach((name, value) -> map.put(text(name), value));
      return map;
    }
    List<Object> items = list(reply);
    if (items.stream().allMatch(KeyValue.class::isInstance)) {
      for (Object item : items) {
        KeyValue<?, ?> pair = (KeyValue<?, ?>) item;
        map.put(text(pair.getKey()), pair.getValue());
      }
      return map;
    }
    if (items.size() % 2 != 0) {
      throw unexpected("a map", reply);
    }
    for (int i = 0; i < items.size(); i += 2) {
      map.put(text(items.get(i)), items.get(i + 1));
    }
    return map;
  }

  /** {@return a string, or what else it is as one} */
  static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, Protocol.CHARSET)
        : String.valueOf(value);
  }

  /** {@return an integer, which may be written as a string} */
  static long number(Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    try {
      return Long.parseLong(text(value));
    } catch (NumberFormatException e) {
      throw unexpected("an integer", value);
    }
  }

  /** {@return the integer of a map, a default if it has none of that name} */
  static long number(Map<String, Object> map, String name, long ifMissing) {
    Object value = map.get(name);
    return value == null ? ifMissing : number(value);
  }

  private static CommandException unexpected(String wanted, Object reply) {
    return new CommandException(
        ExitCode.SOFTWARE, "the node answered not " + wanted + " but " + text(reply));
  }
}
