using ProtoSockets;

namespace Misuse;

[Protocol]
public sealed partial class Postcards
{
    [Message(1, From = Side.Client)]
    public readonly partial record struct Postcard([MaxBytes(100)] Utf8Text Text);
}

internal sealed class KeepsWhatItBorrows : Postcards.IServerHandler
{
    private readonly List<Utf8Text> _texts = [];

    public ValueTask PostcardAsync(Postcards.Postcard message, Postcards.Session session, CancellationToken cancellationToken)
    {
        _texts.Add(message.Text);
        return default;
    }
}
