using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using ProtoSockets;
using QueryReply = PostgresSample.Postgres.QueryReply;

namespace PostgresSample;

/// <summary>What a statement gave: a table, or only its tag.</summary>
/// <param name="Columns">The columns; none for a statement without rows.</param>
/// <param name="Rows">The rows: the text of each column, or null.</param>
/// <param name="Tag">What was done: <c>SELECT 3</c>; empty for an empty statement, or when there are more rows than were asked for.</param>
public sealed record QueryResult(IReadOnlyList<Postgres.Column> Columns, IReadOnlyList<string?[]> Rows, string Tag);

/// <summary>A PostgreSQL connection. One command at a time; notices and notifications come in between.</summary>
public sealed class PostgresConnection : IAsyncDisposable, Postgres.IClientHandler
{
    /// <summary>How many notifications are kept that nobody reads; older ones are then dropped.</summary>
    private const int MaxNotifications = 10_000;

    private readonly Channel<Postgres.Notification> _notifications = Channel.CreateBounded<Postgres.Notification>(
        new BoundedChannelOptions(MaxNotifications) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly ConcurrentDictionary<string, string> _parameters;
    private readonly TransportAddress _address;
    private readonly LoginOptions _options;
    private readonly PostgresLogin.Said.Key _key;
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private Postgres.Client _client = null!;

    private PostgresConnection(TransportAddress address, LoginOptions options, PostgresLogin.Said.Key key, IReadOnlyDictionary<string, string> parameters)
    {
        _address = address;
        _options = options;
        _key = key;
        _parameters = new ConcurrentDictionary<string, string>(parameters);
    }

    /// <summary>What the server said of itself, and says when it changes: server_version, TimeZone...</summary>
    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    /// <summary>Where the last command left the transaction.</summary>
    public TransactionStatus Status { get; private set; } = TransactionStatus.Idle;

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="LoginException">The server refuses, or is not who it says.</exception>
    public static async Task<PostgresConnection> ConnectAsync(TransportAddress address, LoginOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        PostgresLogin.Client login = await Login.StartAsync(address, options, cancellationToken);
        try
        {
            (PostgresLogin.Said.Key key, Dictionary<string, string> parameters) = await Login.AnswerAsync(login, options, cancellationToken);
            var connection = new PostgresConnection(address, options, key, parameters);
            connection._client = await login.ContinueAsPostgresAsync(handler: connection, cancellationToken: cancellationToken);
            _ = connection._client.Completion.ContinueWith(_ => connection._notifications.Writer.TryComplete(), TaskScheduler.Default);
            return connection;
        }
        catch
        {
            await login.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs statements as they are: the simple query.</summary>
    /// <returns>What each gave.</returns>
    /// <exception cref="PostgresException">The server refused one; those before it are undone.</exception>
    public Task<IReadOnlyList<QueryResult>> QueryAsync(string sql, CancellationToken cancellationToken = default) =>
        RunAsync(() => _client.QueryAsync(new(sql), cancellationToken), cancellationToken);

    /// <summary>Runs a statement with parameters: the extended query, in one piece.</summary>
    /// <param name="sql">The statement, with $1, $2...</param>
    /// <param name="parameters">The parameters as text, or null.</param>
    /// <param name="maxRows">After how many rows to stop; 0 for never.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PostgresException">The server refused it.</exception>
    public async Task<QueryResult> ExecuteAsync(string sql, IReadOnlyList<string?> parameters, int maxRows = 0, CancellationToken cancellationToken = default)
    {
        Datum[] values = [.. parameters.Select(Datum.Of)];
        IReadOnlyList<QueryResult> results = await RunAsync(
            () => _client.SyncAsync(
                batch =>
                {
                    batch.Parse(new(string.Empty, sql, []));
                    batch.Bind(new(string.Empty, string.Empty, [], values, []));
                    batch.Describe(new(ObjectKind.Portal, string.Empty));
                    batch.Execute(new(string.Empty, maxRows));
                },
                new(),
                cancellationToken),
            cancellationToken);
        return results[0];
    }

    /// <summary>COPY ... TO STDOUT.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The data, a row at a time for the text format.</returns>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> CopyOutAsync(string sql, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            Report? refusal = null;
            await foreach (QueryReply reply in _client.QueryAsync(new(sql), cancellationToken))
            {
                if (reply.TryGet(out QueryReply.CopyRow row))
                {
                    yield return row.Data;
                }
                else
                {
                    Note(reply, ref refusal);
                }
            }

            ThrowIfRefused(refusal);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>COPY ... FROM STDIN: the data goes out while the server's replies are waited for.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="data">The data, cut anywhere.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The statement's tag: <c>COPY 2</c>.</returns>
    public async Task<string> CopyInAsync(string sql, IAsyncEnumerable<ReadOnlyMemory<byte>> data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            Report? refusal = null;
            Exception? failure = null;
            string tag = string.Empty;
            await foreach (QueryReply reply in _client.QueryAsync(new(sql), cancellationToken))
            {
                if (reply.TryGet(out QueryReply.CopyIn _))
                {
                    failure = await SendAsync(data, cancellationToken);
                }
                else if (reply.TryGet(out QueryReply.Complete complete))
                {
                    tag = complete.Tag;
                }
                else
                {
                    Note(reply, ref refusal);
                }
            }

            if (failure is not null)
            {
                throw failure;
            }

            ThrowIfRefused(refusal);
            return tag;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Called with each notice and warning, in order, and before the statement that caused it has ended.</summary>
    public Action<Report>? OnNotice { get; set; }

    /// <summary>What LISTEN asked for, from the first notification on that was not read yet.</summary>
    /// <returns>The notifications; the enumeration ends when the connection does.</returns>
    public IAsyncEnumerable<Postgres.Notification> NotificationsAsync(CancellationToken cancellationToken = default) =>
        _notifications.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Asks the server, on a connection of its own, to end what this connection is doing; that then fails with the code 57014, if it was not done first.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken = default)
    {
        await using PostgresOpening.Client opening = await PostgresOpening.Client.ConnectAsync(_address, _options.Client, cancellationToken);
        if (_options.Tls is { } tls && (await opening.AskForTlsAsync(new(), cancellationToken)).IsTls)
        {
            await opening.UpgradeToTlsAsync(tls, cancellationToken);
        }

        await opening.CancelAsync(new(_key.ProcessId, _key.SecretKey), cancellationToken);
    }

    /// <summary>Says goodbye and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.TerminateAsync(new());
        }
        catch (IOException)
        {
            // The server was gone first.
        }

        await _client.DisposeAsync();
        _oneAtATime.Dispose();
    }

    ValueTask Postgres.IClientHandler.NoticeAsync(Postgres.Notice message, Postgres.Client client, CancellationToken cancellationToken)
    {
        OnNotice?.Invoke(new Report(message.Fields));
        return default;
    }

    ValueTask Postgres.IClientHandler.NotificationAsync(Postgres.Notification message, Postgres.Client client, CancellationToken cancellationToken)
    {
        _notifications.Writer.TryWrite(message);
        return default;
    }

    ValueTask Postgres.IClientHandler.ParameterStatusAsync(Postgres.ParameterStatus message, Postgres.Client client, CancellationToken cancellationToken)
    {
        _parameters[message.Name] = message.Value;
        return default;
    }

    private async Task<IReadOnlyList<QueryResult>> RunAsync(Func<IAsyncEnumerable<QueryReply>> start, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            List<QueryResult> results = [];
            List<string?[]> rows = [];
            Postgres.Column[] columns = [];
            Report? refusal = null;
            await foreach (QueryReply reply in start().WithCancellation(cancellationToken))
            {
                if (reply.TryGet(out QueryReply.RowDescription description))
                {
                    columns = description.Columns;
                }
                else if (reply.TryGet(out QueryReply.Row row))
                {
                    rows.Add([.. row.Values.Select(value => value.ToString())]);
                }
                else if (reply.Kind is QueryReply.CaseKind.Complete or QueryReply.CaseKind.Empty or QueryReply.CaseKind.Suspended)
                {
                    results.Add(new QueryResult(columns, rows, reply.TryGet(out QueryReply.Complete complete) ? complete.Tag : string.Empty));
                    (columns, rows) = ([], []);
                }
                else if (reply.Kind == QueryReply.CaseKind.CopyIn)
                {
                    // The server waits for data, and there is none.
                    await _client.CopyFailAsync(new("COPY FROM STDIN needs data: use CopyInAsync."), cancellationToken);
                }
                else
                {
                    Note(reply, ref refusal);
                }
            }

            ThrowIfRefused(refusal);
            return results;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <returns>Why the data ended early, or null.</returns>
    private async Task<Exception?> SendAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> data, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> part in data.WithCancellation(cancellationToken))
            {
                await _client.CopyDataAsync(new(part), cancellationToken);
            }
        }
#pragma warning disable CA1031 // The data is the caller's, and may fail as it likes; the server has to be told.
        catch (Exception exception) when (exception is not IOException)
#pragma warning restore CA1031
        {
            await _client.CopyFailAsync(new(Encoding.UTF8.GetByteCount(exception.Message) <= 8192 ? exception.Message : "The data failed."), CancellationToken.None);
            return exception;
        }

        await _client.CopyDoneAsync(new(), cancellationToken);
        return null;
    }

    private void Note(QueryReply reply, ref Report? refusal)
    {
        if (reply.TryGet(out QueryReply.Error error))
        {
            refusal ??= new Report(error.Fields);
        }
        else if (reply.TryGet(out QueryReply.Ready ready))
        {
            Status = ready.Status;
        }
    }

    private static void ThrowIfRefused(Report? refusal)
    {
        if (refusal is not null)
        {
            throw new PostgresException(refusal);
        }
    }
}
