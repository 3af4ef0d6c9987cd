using ProtoSockets;

namespace Misuse;

[Protocol]
public sealed partial class Ignoring
{
    [Request<Priced>(1)]
    public readonly partial record struct Price(int Item);

    [Reply(2)]
    public readonly partial record struct Priced(int Cents);
}

public sealed class IgnoringHandler : Ignoring.IServerHandler
{
    public ValueTask<Ignoring.Priced> PriceAsync(Ignoring.Price request, Ignoring.Session session, CancellationToken cancellationToken) => throw new NotImplementedException();
}
