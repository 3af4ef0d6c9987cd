using ProtoSockets;

namespace Sample;

/// <summary>People join and talk.</summary>
[Protocol]
public sealed partial class Chat
{
    /// <summary>Asks to be let in.</summary>
    /// <param name="Nick">The name to go by.</param>
    [Request<Welcome>(1)]
    public readonly partial record struct Join([MaxBytes(32)] string Nick);

    /// <summary>Lets somebody in.</summary>
    /// <param name="MemberId">The number of the new member.</param>
    /// <param name="Online">How many are there.</param>
    [Reply(2)]
    public readonly partial record struct Welcome(uint MemberId, ushort Online);

    /// <summary>Says something to all.</summary>
    /// <param name="Text">What to say.</param>
    [Message(3, From = Side.Client)]
    public readonly partial record struct Say([MaxBytes(512)] Utf8Text Text);

    /// <summary>Passes on what somebody said.</summary>
    /// <param name="MemberId">Who said it.</param>
    /// <param name="Text">What was said.</param>
    [Message(4, From = Side.Server)]
    public readonly partial record struct Said(uint MemberId, [MaxBytes(512)] Utf8Text Text);
}
