using ProtoSockets.Clients;

namespace ProtoSockets.Hosting;

/// <summary>
/// Brings each new connection of a hosted client up before anything else uses it: logs in, subscribes, upgrades to TLS. Registered as <c>services.AddScoped&lt;IProtoClientPreparation&lt;Chat.Client&gt;, Login&gt;()</c>, or keyed, for a
/// client that is; several run in their order. Each connection has a scope for it, which is disposed of when all have run.
/// </summary>
/// <typeparam name="TClient">The client: <c>Chat.Client</c>.</typeparam>
public interface IProtoClientPreparation<TClient>
    where TClient : class, IProtocolClient
{
    /// <summary>Brings a connection up. What it throws fails the attempt: who asked for the client gets it, and a client that connects again tries again.</summary>
    /// <param name="client">A client of this connection alone; it is not the one that <see cref="IProtoClientFactory{TClient}"/> gives where that connects again. Do not keep it.</param>
    /// <param name="cancellationToken">Cancelled when <see cref="ClientOptions.ConnectTimeout"/> is over, connecting included, or the container is disposed.</param>
    /// <returns>A task from whose end on calls go over the connection.</returns>
    ValueTask PrepareAsync(TClient client, CancellationToken cancellationToken);
}
