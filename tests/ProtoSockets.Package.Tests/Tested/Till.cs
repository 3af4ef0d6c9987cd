using ProtoSockets;

namespace Tested;

/// <summary>A till.</summary>
[Protocol]
public sealed partial class Till
{
    /// <summary>Sells something.</summary>
    [Request<Total>(1)]
    public readonly partial record struct Add(uint Cents);

    /// <summary>What has been sold.</summary>
    [Reply(2)]
    public readonly partial record struct Total(uint Cents);
}

/// <summary>Adds up.</summary>
internal sealed class TillHandler : Till.IServerHandler
{
    private uint _sum;

    public ValueTask<Till.Total> AddAsync(Till.Add request, Till.Session session, CancellationToken cancellationToken) =>
        new(new Till.Total(_sum += request.Cents));
}
