namespace ProtoSockets;

/// <summary>
/// The member ends with these bytes, which are not part of its value: text, bytes, numbers in ASCII, and lists, whose elements go on until the terminator stands
/// where the next one would begin. Content that has the terminator in it can't be written. Behind a member whose length another one gives, the terminator has to
/// follow, and is not counted.
/// </summary>
/// <param name="terminator">ASCII text: <c>"\r\n"</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TerminatedAttribute(string terminator) : Attribute
{
    /// <summary>The bytes that end the member, as ASCII text.</summary>
    public string Terminator { get; } = terminator;
}

/// <summary>
/// The record is a line of text, and its members are the line's tokens: text, bytes, integers in ASCII, lists of these. Members from the first marked
/// <see cref="AfterLineAttribute"/> on stand behind the line. In a protocol whose messages have verbs (<c>[Message("PUB")]</c>), the verb is the first token.
/// No token is empty, and none holds a byte of the separator or the terminator: such a value can't be written.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class LineAttribute : Attribute
{
    /// <summary>What stands between two tokens, as ASCII text. Default one space.</summary>
    public string Separator { get; set; } = " ";

    /// <summary>What ends the line, as ASCII text. Default CR LF.</summary>
    public string Terminator { get; set; } = "\r\n";

    /// <summary>
    /// Whether, on read, spaces and tabs may stand where one separator is expected, any number of them (of a separator such as <c>": "</c> the colon has to be there,
    /// and spaces may follow), and at the line's end. Off by default.
    /// </summary>
    public bool Lenient { get; set; }

    /// <summary>The most bytes of a line, its terminator not counted. Default 8192.</summary>
    public int MaxBytes { get; set; } = 8192;
}

/// <summary>The member, and those that follow it, stand behind the line that the record begins with (<see cref="LineAttribute"/>).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AfterLineAttribute : Attribute;

/// <summary>The member, a bool of a <see cref="LineAttribute"/>, is true when this word is the next token (memcached's <c>noreply</c>).</summary>
/// <param name="word">ASCII text without a separator.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class KeywordAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word { get; } = word;
}

/// <summary>The member, the first token of a message with several verbs (<c>[Reply("STORED", "NOT_STORED")]</c>), is the verb that it has.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class VerbAttribute : Attribute;

/// <summary>How the verbs of a protocol are compared.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class VerbsAttribute : Attribute
{
    /// <summary>Whether letters of either case are the same on read. They are written as declared.</summary>
    public bool IgnoreCase { get; set; }
}

/// <summary>
/// Records of a kind may stand in front of any message of the protocol, any number of them (RESP3's attributes). What the message is, and so whether it answers anything, is told by what it
/// begins with behind them. They are a part of the message, whose own members read them.
/// </summary>
/// <typeparam name="TRecord">A <see cref="WireStructAttribute"/> that begins with a <see cref="MagicAttribute"/>, and says where it ends.</typeparam>
[AttributeUsage(AttributeTargets.Class)]
public sealed class InFrontAttribute<TRecord> : Attribute
{
    /// <summary>In front of whose messages. Default both.</summary>
    public Side From { get; set; }
}

/// <summary>
/// On a stream, a frame of the protocol ends where its message ends: a line, the bytes that the line counts, a list up to its terminator. Every message must say by
/// itself where it ends.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SelfDelimitingAttribute : Attribute;
