namespace RedisSample;

/// <summary>The first byte of a value, which says what it is (Redis serialization protocol specification, "RESP protocol description").</summary>
public enum RespType : byte
{
    SimpleString = (byte)'+',
    SimpleError = (byte)'-',
    Integer = (byte)':',
    BulkString = (byte)'$',
    Array = (byte)'*',
    Null = (byte)'_',
    Boolean = (byte)'#',
    Double = (byte)',',
    BigNumber = (byte)'(',
    BulkError = (byte)'!',
    VerbatimString = (byte)'=',
    Map = (byte)'%',
    Set = (byte)'~',
    Push = (byte)'>',
    Attribute = (byte)'|',
}

/// <summary>The byte of a boolean.</summary>
public enum RespTruth : byte
{
    True = (byte)'t',
    False = (byte)'f',
}
