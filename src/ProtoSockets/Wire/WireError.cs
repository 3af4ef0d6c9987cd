using System.Text;

namespace ProtoSockets;

/// <summary>Why bytes could not be read.</summary>
public enum WireErrorKind
{
    /// <summary>The bytes end before the value does: read on, and try again with at least <see cref="WireError.BytesNeeded"/> bytes.</summary>
    Incomplete,

    /// <summary>No bytes that follow could make it right.</summary>
    Malformed,
}

/// <summary>What was wrong with bytes from a peer: where, in which member, and why. Made only when something is wrong.</summary>
public sealed class WireError
{
    private readonly string _reason;

    // From the inside out. Joined when somebody asks: bytes may be nested deep, and joining at every level would cost the square of that.
    private readonly List<string> _members = [];
    private string? _path;

    internal WireError(WireErrorKind kind, int offset, int bytesNeeded, string reason)
    {
        Kind = kind;
        Offset = offset;
        BytesNeeded = bytesNeeded;
        _reason = reason;
    }

    /// <summary>Whether more bytes could help.</summary>
    public WireErrorKind Kind { get; }

    /// <summary>Where the value that could not be read starts, in bytes from the start of the message.</summary>
    public int Offset { get; }

    /// <summary>For <see cref="WireErrorKind.Incomplete"/>: the least number of bytes that the whole message has, as far as is known; else 0.</summary>
    public int BytesNeeded { get; }

    /// <summary>The member, from the outside in: <c>Answers[3].Name</c>. Empty when the message as a whole is meant.</summary>
    public string Path => _path ??= JoinMembers();

    /// <summary>What is wrong, in a few words.</summary>
    public string Reason => _reason;

    /// <summary>Puts the name of an enclosing member in front of the path.</summary>
    internal void Enclose(string member)
    {
        _members.Add(member);
        _path = null;
    }

    private string JoinMembers()
    {
        StringBuilder path = new();
        for (int index = _members.Count - 1; index >= 0; index--)
        {
            // An index follows its list without a dot.
            path.Append(path.Length == 0 || _members[index].StartsWith('[') ? string.Empty : ".").Append(_members[index]);
        }

        return path.ToString();
    }

    /// <summary>The path, the offset and the reason in one line.</summary>
    /// <returns><c>Answers[3].Name at byte 57: ...</c></returns>
    public override string ToString() => Path.Length == 0 ? $"byte {Offset}: {_reason}" : $"{Path} at byte {Offset}: {_reason}";
}

/// <summary>Bytes from a peer that are not what the protocol says, or a value that the wire form can't hold.</summary>
public sealed class WireFormatException : FormatException
{
    /// <summary>Bytes from a peer that could not be read.</summary>
    /// <param name="error">What is wrong with them.</param>
    public WireFormatException(WireError error)
        : base((error ?? throw new ArgumentNullException(nameof(error))).ToString()) => Error = error;

    /// <summary>A value that can't be written.</summary>
    /// <param name="message">Which member, and what it can hold.</param>
    public WireFormatException(string message)
        : base(message)
    {
    }

    /// <summary>What is wrong with the bytes; null when a value could not be written.</summary>
    public WireError? Error { get; }
}
