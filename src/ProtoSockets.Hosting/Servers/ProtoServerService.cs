using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProtoSockets.Hosting.Settings;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting;

/// <summary>Binds a protocol's server when the host starts, and drains it when the host stops.</summary>
internal sealed class ProtoServerService<TProtocol>(
    IServiceProvider services,
    IOptionsMonitor<ProtoServerOptions> options,
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggers) : IProtoServer<TProtocol>, IHostedLifecycleService, IAsyncDisposable, IDisposable
    where TProtocol : IProtocolClass
{
    /// <summary>How long a server that is cut off may take to close, when the host's patience is over.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = loggers.CreateLogger($"ProtoSockets.Hosting.{TProtocol.Description.Name}");
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<StreamListener> _listeners = [];
    private IProtocolServer? _server;
    private Task _running = Task.CompletedTask;
    private bool _isStarted;
    private int _isDisposed;

    public SocketState State => Volatile.Read(ref _server)?.State ?? SocketState.Created;

    public bool IsStopping => _stopping.IsCancellationRequested;

    public IReadOnlyList<EndPoint> EndPoints => Volatile.Read(ref _server)?.EndPoints ?? [];

    public int ConnectionCount => Volatile.Read(ref _server)?.ConnectionCount ?? 0;

    public int MaxConnections => Options.Server.MaxConnections;

    private ProtoServerOptions Options => options.Get(HostedName.Of<TProtocol>());

    public void AddListener([Consumes] StreamListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        lock (_gate)
        {
            if (_isStarted)
            {
                throw new InvalidOperationException($"The {TProtocol.Description.Name} server has started: give it its listeners before.");
            }

            _listeners.Add(listener);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        StreamListener[] listeners = TakeListeners();
        ProtoServerOptions given = Options;
        if (given.Addresses.Count == 0 && listeners.Length == 0)
        {
            throw new OptionsValidationException(
                HostedName.Of<TProtocol>(), typeof(ProtoServerOptions), [$"The {TProtocol.Description.Name} server: there are no Addresses to bind, and nothing else brings it connections."]);
        }

        IProtocolServer server = TProtocol.CreateServer(CreateHandler, given.Server.LoggerFactory is null ? given.Server with { LoggerFactory = loggers } : given.Server);
        try
        {
            foreach (TransportAddress address in given.Addresses)
            {
                server.Bind(given.Tls is { } tls && address.Transport is TlsTransport ? address.WithTls(tls) : address);
            }

            foreach (StreamListener listener in listeners)
            {
                server.Adopt(listener);
            }
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Volatile.Write(ref _server, server);
        _running = RunAsync(server);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Begins to drain at once: what brings connections from elsewhere stops next, and waits for them to end.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            HostingLog.CutOff(_logger, TProtocol.Description.Name, ConnectionCount);
            await CutOffAsync().ConfigureAwait(false);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <remarks>The container knows this service by several types, and disposes it for each.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await CutOffAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _stopping.Cancel();
        _ = CutOffAsync();
        _stopping.Dispose();
    }

    private StreamListener[] TakeListeners()
    {
        lock (_gate)
        {
            _isStarted = true;
            return [.. _listeners];
        }
    }

    private async Task RunAsync(IProtocolServer server)
    {
        try
        {
            await server.RunAsync(_stopping.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the process must not go on without its server.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HostingLog.Failed(_logger, TProtocol.Description.Name, exception);
            lifetime.StopApplication();
        }
    }

    private async Task CutOffAsync()
    {
        if (Volatile.Read(ref _server) is not { State: not SocketState.Closed } server)
        {
            return;
        }

        try
        {
            await server.DisposeAsync().AsTask().WaitAsync(Grace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            HostingLog.StillRunning(_logger, TProtocol.Description.Name, Grace.TotalSeconds);
        }
    }

    /// <summary>The handler of a client, with a scope that lives as long as the conversation.</summary>
    private object CreateHandler(IServerSession session)
    {
        AsyncServiceScope scope = services.CreateAsyncScope();
        session.RegisterForDisposeAsync(scope);
        return scope.ServiceProvider.GetRequiredService(TProtocol.ServerHandlerType);
    }
}
