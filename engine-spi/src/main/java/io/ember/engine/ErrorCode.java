package io.ember.engine;

/** The first word of an error reply; clients dispatch on it, so the names are those of Redis. */
public enum ErrorCode {
  ERR,
  WRONGTYPE,
  OOM,
  NOAUTH,
  WRONGPASS,
  NOPROTO,
  NOPERM,
  DENIED,
  EXECABORT,
  CROSSSLOT,
  MOVED,
  ASK,
  TRYAGAIN,
  CLUSTERDOWN,
  NOREPLICAS,
  READONLY,
  BUSYKEY,
  IOERR,
  LOADING,
  MISCONF,
  UNKILLABLE,
  NOTBUSY,
  INPROG,
  INVALIDOBJ
}
