namespace RedisSample;

/// <summary>A command that is refused: the text of the error reply, its code first.</summary>
internal sealed class RedisError(string message) : Exception(message)
{
    public static RedisError WrongType => new("WRONGTYPE Operation against a key holding the wrong kind of value");

    public static RedisError NotAnInteger => new("ERR value is not an integer or out of range");

    public static RedisError NotAFloat => new("ERR value is not a valid float");

    public static RedisError Syntax => new("ERR syntax error");

    public static RedisError WrongNumberOfArguments(string command) => new($"ERR wrong number of arguments for '{command}' command");
}
