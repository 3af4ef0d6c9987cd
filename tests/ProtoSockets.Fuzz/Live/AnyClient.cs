using ProtoSockets.Clients;
using ProtoSockets.Runtime;

namespace ProtoSockets.Fuzz.Live;

/// <summary>Connects the client of any protocol, with a handler of pushed messages where it may have one.</summary>
internal sealed class AnyClient
{
    private readonly Func<TransportAddress, ClientOptions, object?, CancellationToken, Task<IProtocolClient>> _connect;
    private readonly Type? _handlerType;

    private AnyClient(Type type, Type? handlerType, Func<TransportAddress, ClientOptions, object?, CancellationToken, Task<IProtocolClient>> connect)
    {
        Type = type;
        _handlerType = handlerType;
        _connect = connect;
    }

    /// <summary>The client's type.</summary>
    public Type Type { get; }

    public static AnyClient Of<TProtocol>()
        where TProtocol : class, IProtocolClass => TProtocol.VisitClient(new Visitor());

    public Task<IProtocolClient> ConnectAsync(TransportAddress address, ClientOptions options, CancellationToken cancellationToken) =>
        _connect(address, options, _handlerType is null ? null : AnyHandler.Create(_handlerType, out _), cancellationToken);

    private sealed class Visitor : IProtocolClientVisitor<AnyClient>
    {
        public AnyClient Visit<TClient>(Type? handlerType, ProtocolClientConnector<TClient> connect)
            where TClient : class, IProtocolClient => new(typeof(TClient), handlerType, async (address, options, handler, cancellationToken) => await connect(address, options, handler, cancellationToken));
    }
}
