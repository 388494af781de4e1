package io.ember.examples.demo;

/** A kind of call of the mixed load. */
enum Operation {
  GET(45),
  SET(20),
  INCR(10),
  APPEND(5),
  EXPIRE(7),
  PERSIST(4),
  DEL(5),
  /** SET with a time to live so short that the key is gone before the demo ends. */
  LEASE(4);

  private final int percent;

  Operation(int percent) {
    this.percent = percent;
  }

  /** {@return the operation at this point of the distribution, 0 to 99} */
  static Operation at(int point) {
    int left = point;
    for (Operation each : values()) {
      left -= each.percent;
      if (left < 0) {
        return each;
      }
    }
    throw new IllegalArgumentException("a percentage is less than 100: " + point);
  }
}
