package io.ember.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a properties file so that each setting knows its line. The format is that of {@link
 * java.util.Properties} in UTF-8, stricter where a mistake would go unnoticed: a line needs an
 * equals sign or a colon, an escape must be a known one, and a key may be set once. White space at
 * the end of a value does not count.
 */
final class PropertiesFile {
  /** A setting and the number of the line on which it begins, from 1. */
  record Line(String text, int number) {
    @Override
    public String toString() {
      return "line " + number;
    }
  }

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+");

  private final Path file;
  private final List<String> lines;
  private final Map<String, Line> settings = new LinkedHashMap<>();

  private PropertiesFile(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * {@return the settings of the file by their keys, in its order}
   *
   * @throws ConfigException if the file cannot be read or is not of this format
   */
  static Map<String, Line> read(Path file) {
    PropertiesFile properties = new PropertiesFile(file, textOf(file).lines().toList());
    properties.parse();
    return properties.settings;
  }

  private static String textOf(Path file) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is not a text in UTF-8", e);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + " does not exist", e);
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void parse() {
    int index = 0;
    while (index < lines.size()) {
      int number = index + 1;
      StringBuilder logical = new StringBuilder();
      boolean continues = true;
      while (continues && index < lines.size()) {
        String line = lines.get(index++).stripLeading();
        if (logical.length() == 0 && (line.isEmpty() || "#!".indexOf(line.charAt(0)) >= 0)) {
          break;
        }
        continues = endsWithOddBackslashes(line);
        logical.append(line, 0, continues ? line.length() - 1 : line.length());
      }
      if (logical.length() > 0) {
        add(logical.toString(), number);
      }
    }
  }

  private static boolean endsWithOddBackslashes(String line) {
    int count = 0;
    while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
      count++;
    }
    return count % 2 == 1;
  }

  private void add(String line, int number) {
    int end = 0;
    while (end < line.length() && "=:".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    String key = line.substring(0, end).strip();
    // What stands on the line is not repeated: it may be a password.
    if (end == line.length()) {
      throw new ConfigException(at(number) + " must be \"key = value\"");
    }
    if (!KEY.matcher(key).matches()) {
      throw new ConfigException(
          at(number) + " must be \"key = value\" with a key of letters, digits, dots and dashes");
    }
    Line setting = new Line(unescape(key, line.substring(end + 1).stripLeading(), number), number);
    Line earlier = settings.putIfAbsent(key, setting);
    if (earlier != null) {
      throw new ConfigException(
          key
              + " is set twice in "
              + file
              + ": on line "
              + earlier.number()
              + " and line "
              + number);
    }
  }

  private String at(int number) {
    return file + " line " + number;
  }

  private String unescape(String key, String raw, int number) {
    StringBuilder text = new StringBuilder(raw.length());
    int kept = 0;
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i++);
      if (c != '\\') {
        text.append(c);
        kept = Character.isWhitespace(c) ? kept : text.length();
      } else {
        char escaped = i < raw.length() ? raw.charAt(i++) : '\\';
        text.append(escaped == 'u' ? unicode(key, raw, i, number) : unescape(key, escaped, number));
        i += escaped == 'u' ? 4 : 0;
        kept = text.length();
      }
    }
    return text.substring(0, kept);
  }

  private char unicode(String key, String raw, int from, int number) {
    try {
      return (char) Integer.parseInt(raw.substring(from, from + 4), 16);
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw badEscape(key, number);
    }
  }

  private char unescape(String key, char escaped, int number) {
    return switch (escaped) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case '\\', '=', ':', '#', '!', ' ' -> escaped;
      default -> throw badEscape(key, number);
    };
  }

  private ConfigException badEscape(String key, int number) {
    return new ConfigException(
        key
            + " ("
            + at(number)
            + "): a backslash begins an escape, one of \\t \\n \\r \\f \\\\ \\= \\: \\# \\! \\uXXXX;"
            + " for a backslash itself write two");
  }
}
