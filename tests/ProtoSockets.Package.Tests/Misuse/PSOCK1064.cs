using ProtoSockets;

namespace Misuse.Psock1064;

[Protocol, SelfDelimiting]
public sealed partial class Notes
{
    [Message]
    public readonly partial record struct Note([Remaining] Utf8Text Text);
}
