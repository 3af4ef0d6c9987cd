namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Part of IMAP (RFC 3501): every command has a tag in front, which the line that completes it has, too; what the server says in between has an asterisk there.</summary>
[Protocol(MaxFrameBytes = 1 << 16), SelfDelimiting, Verbs(IgnoreCase = true)]
public sealed partial class Mailbox
{
    [Request<Done>("NOOP"), Line]
    public readonly partial record struct Noop([CorrelationId, MaxBytes(16)] Utf8Text Tag);

    [Request<Done>("LOGIN"), Line]
    public readonly partial record struct Login([CorrelationId, MaxBytes(16)] string Tag, [MaxBytes(64)] Utf8Text User, [MaxBytes(64)] Utf8Text Password);

    [Reply("OK"), Line]
    public readonly partial record struct Done([CorrelationId, MaxBytes(16)] Utf8Text Tag, [Remaining, MaxBytes(512)] Utf8Text Text);

    [ErrorReply("NO", "BAD"), Line]
    public readonly partial record struct Refusal([CorrelationId, MaxBytes(16)] Utf8Text Tag, [Verb] Utf8Text Word, [Remaining, MaxBytes(512)] Utf8Text Text);

    [Message("*", From = Side.Server), Line]
    public readonly partial record struct Untagged([Remaining, MaxBytes(512)] Utf8Text Text);
}

/// <summary>Tags of four characters behind the verb, with nothing that says whether all went well.</summary>
[Protocol, SelfDelimiting]
public sealed partial class Questions
{
    [Request<Answer>("ASK"), Line(Separator = ":", Terminator = "\n")]
    public readonly partial record struct Ask([MaxBytes(8)] Utf8Text Topic, [CorrelationId, MaxBytes(4)] Utf8Text Number);

    [Reply("SAY"), Line(Separator = ":", Terminator = "\n")]
    public readonly partial record struct Answer([CorrelationId, MaxBytes(4)] Utf8Text Number, [Remaining] Utf8Text Text);
}
