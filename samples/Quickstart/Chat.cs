using ProtoSockets;

namespace Quickstart;

/// <summary>A chat room. This declaration is all there is to the protocol: client, server and serializers are generated from it.</summary>
[Protocol]
public sealed partial class Chat
{
    /// <summary>Asks to be let in.</summary>
    /// <param name="Nick">The name to be known by.</param>
    [Request<Welcome>(1)]
    public readonly partial record struct Join([MaxBytes(32)] string Nick);

    /// <summary>Lets a member in.</summary>
    /// <param name="MemberId">The member's number.</param>
    /// <param name="Online">How many members there are now.</param>
    [Reply(2)]
    public readonly partial record struct Welcome(uint MemberId, ushort Online);

    /// <summary>Says something to everybody.</summary>
    /// <param name="Text">What is said.</param>
    [Message(3, From = Side.Client)]
    public readonly partial record struct Say([MaxBytes(512)] Utf8Text Text);

    /// <summary>Somebody said something.</summary>
    /// <param name="MemberId">Who.</param>
    /// <param name="Nick">The member's name.</param>
    /// <param name="Text">What was said.</param>
    [Message(4, From = Side.Server)]
    public readonly partial record struct Said(uint MemberId, [MaxBytes(32)] string Nick, [MaxBytes(512)] Utf8Text Text);
}
