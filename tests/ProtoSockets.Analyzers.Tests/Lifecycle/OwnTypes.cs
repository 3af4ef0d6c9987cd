namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>Types that describe themselves by attributes, shaped like the generated ones.</summary>
internal static class OwnTypes
{
    /// <summary>A server and a client as they are generated.</summary>
    public const string Chat =
        """

        partial class Chat
        {
            public sealed class Server : IAsyncDisposable
            {
                [ProtoSockets.Produces(ProtoSockets.SocketState.Created)]
                public Server(object handler) { }

                public ProtoSockets.SocketState State => default;

                [ProtoSockets.Requires(ProtoSockets.SocketState.Created)]
                public int Backlog { get; set; }

                [ProtoSockets.Requires(ProtoSockets.SocketState.Created | ProtoSockets.SocketState.Bound)]
                [ProtoSockets.Produces(ProtoSockets.SocketState.Bound)]
                public EndPoint Bind(EndPoint endpoint) => endpoint;

                [ProtoSockets.Requires(ProtoSockets.SocketState.Bound)]
                [ProtoSockets.Produces(ProtoSockets.SocketState.Listening)]
                public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;

                [ProtoSockets.Produces(ProtoSockets.SocketState.Closed)]
                public ValueTask DisposeAsync() => default;
            }

            public sealed class Client : IAsyncDisposable
            {
                private Client() { }

                [ProtoSockets.Produces(ProtoSockets.SocketState.Connected)]
                public static Task<Client> ConnectAsync(EndPoint endpoint) => throw null!;

                [ProtoSockets.Requires(ProtoSockets.SocketState.Connected)]
                public Task SendAsync(string text) => Task.CompletedTask;

                [ProtoSockets.Produces(ProtoSockets.SocketState.Closed)]
                public void Abort() { }

                [ProtoSockets.Produces(ProtoSockets.SocketState.Closed)]
                public ValueTask DisposeAsync() => default;
            }
        }

        """;
}
