using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProtoSockets.Clients;
using ProtoSockets.Runtime;

namespace ProtoSockets.Hosting;

/// <inheritdoc cref="IProtoClientFactory{TClient}"/>
internal sealed class ProtoClientFactory<TClient>(
    IServiceProvider services,
    string optionsName,
    string protocol,
    string? key,
    Type? handlerType,
    ProtocolClientConnector<TClient> connect) : IProtoClientFactory<TClient>, IAsyncDisposable, IDisposable
    where TClient : class, IProtocolClient
{
    private readonly Lock _gate = new();
    // Without timer or link it holds nothing, and outlives the factory.
    private readonly CancellationTokenSource _disposed = new();
    private readonly ILoggerFactory _loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
    private readonly HashSet<Task> _ending = [];
    private Task<TClient>? _client;
    private bool _isDisposed;

    public TClient? Current
    {
        get
        {
            lock (_gate)
            {
                return _client is { IsCompletedSuccessfully: true } client && IsUsable(client.Result) ? client.Result : null;
            }
        }
    }

    public ValueTask<TClient> GetClientAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_client is { IsCompletedSuccessfully: true } client && IsUsable(client.Result))
            {
                return new ValueTask<TClient>(client.Result);
            }

            if (_client is null || _client.IsCompleted)
            {
                _client = ConnectAsync();
            }

            return new ValueTask<TClient>(_client.WaitAsync(cancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        Task connecting;
        lock (_gate)
        {
            connecting = _client ?? Task.CompletedTask;
        }

        await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] ending;
        lock (_gate)
        {
            ending = [.. _ending];
        }

        await Task.WhenAll(ending).ConfigureAwait(false);
    }

    public void Dispose() => Close();

    private static bool IsUsable(TClient client) => !client.Closed.IsCancellationRequested && !client.IsServerLeaving;

    /// <summary>Gives up connecting, and closes what is connected.</summary>
    private void Close()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _disposed.Cancel();
    }

    private async Task<TClient> ConnectAsync()
    {
        // Off the lock that the caller holds.
        await Task.Yield();
        ProtoClientOptions options = services.GetRequiredService<IOptionsMonitor<ProtoClientOptions>>().Get(optionsName);
        ClientOptions clientOptions = options.Client.LoggerFactory is null ? options.Client with { LoggerFactory = _loggers } : options.Client;
        AsyncServiceScope scope = services.CreateAsyncScope();
        try
        {
            object? handler = handlerType is null ? null : scope.ServiceProvider.GetService(handlerType);
            TClient client = await connect(options.AllAddresses, clientOptions, handler, PrepareAsync, _disposed.Token).ConfigureAwait(false);
            HostingLog.Connected(_loggers.CreateLogger($"ProtoSockets.Hosting.{protocol}"), protocol, string.Join(", ", options.AllAddresses));
            Watch(client, scope);
            return client;
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has all that is registered for it bring a new connection up, in a scope that lasts as long.</summary>
    private async ValueTask PrepareAsync(TClient client, CancellationToken cancellationToken)
    {
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            foreach (IProtoClientPreparation<TClient> preparation in scope.ServiceProvider.GetKeyedServices<IProtoClientPreparation<TClient>>(key))
            {
                await preparation.PrepareAsync(client, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Closes the client with the container, and its handler's scope with the client.</summary>
    private void Watch(TClient client, AsyncServiceScope scope)
    {
        Task ended = EndAsync();
        lock (_gate)
        {
            if (!ended.IsCompleted)
            {
                _ending.Add(ended);
                _ = ended.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }

        async Task EndAsync()
        {
            var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (_disposed.Token.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), disposed))
            {
                await Task.WhenAny(client.Completion, disposed.Task).ConfigureAwait(false);
            }

            await client.DisposeAsync().ConfigureAwait(false);
            await scope.DisposeAsync().ConfigureAwait(false);
        }

        void Forget(Task ended)
        {
            lock (_gate)
            {
                _ending.Remove(ended);
            }
        }
    }
}
