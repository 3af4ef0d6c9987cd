using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets;
using ProtoSockets.Transports;

namespace PostgresSample;

/// <summary>The program: runs statements, prints tables.</summary>
internal static class QueryCommand
{
    public const int Done = 0;

    /// <summary>The server refused, is not there, or was lost.</summary>
    public const int Failed = 1;

    public const int WrongCommandLine = 2;

    public static RootCommand Create()
    {
        Option<TransportAddress> server = new("--server", "-s")
        {
            Description = "The server: host:port, or unix:PATH for a Unix socket.",
            HelpName = "address",
            DefaultValueFactory = _ => TransportAddress.Parse("127.0.0.1:5432"),
            CustomParser = ParseAddress,
        };
        Option<string> user = new("--user", "-U") { Description = "Who logs in.", DefaultValueFactory = _ => "postgres" };
        Option<string?> password = new("--password", "-W") { Description = "The password; PGPASSWORD in the environment is better." };
        Option<string?> database = new("--database", "-d") { Description = "The database; the user's name if left out." };
        Option<bool> tls = new("--tls") { Description = "Encrypt, and refuse a server that can't." };
        Option<FileInfo?> trusted = new("--trust") { Description = "With --tls: a certificate (PEM) to trust besides those of the system.", HelpName = "file" };
        Option<string?> commands = new("--command", "-c") { Description = "The statements; standard input if left out.", HelpName = "sql" };
        Option<string[]> values = new("--value", "-v") { Description = "A value for $1, $2... in their order: the statement is sent with its parameters apart." };
        Option<bool> listen = new("--listen", "-l") { Description = "Print notifications until Ctrl+C, behind the statements (LISTEN channel)." };
        var root = new RootCommand("A client of PostgreSQL: runs statements, and prints tables as psql does. COPY ... TO STDOUT is written, COPY ... FROM STDIN reads standard input.")
        {
            server, user, password, database, tls, trusted, commands, values, listen,
        };
        root.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(server)!,
            new LoginOptions
            {
                User = parsed.GetValue(user)!,
                Password = parsed.GetValue(password) ?? Environment.GetEnvironmentVariable("PGPASSWORD"),
                Database = parsed.GetValue(database),
                Tls = parsed.GetValue(tls) ? Tls(parsed.GetValue(trusted)) : null,
                Parameters = new Dictionary<string, string> { ["client_encoding"] = "UTF8", ["application_name"] = "ProtoSockets sample" },
            },
            parsed.GetValue(commands),
            parsed.GetValue(values) ?? [],
            parsed.GetValue(listen),
            cancellationToken));
        return root;
    }

    private static async Task<int> RunAsync(
        TransportAddress address, LoginOptions options, string? sql, string[] values, bool listen, CancellationToken cancellationToken)
    {
        try
        {
            await using PostgresConnection connection = await PostgresConnection.ConnectAsync(address, options, cancellationToken);
            connection.OnNotice = notice => Console.Error.WriteLine(notice);
            sql ??= await Console.In.ReadToEndAsync(cancellationToken);
            await RunAsync(connection, sql, values, cancellationToken);
            if (listen)
            {
                await foreach (Postgres.Notification notification in connection.NotificationsAsync(cancellationToken))
                {
                    Console.WriteLine($"{notification.Channel}: {notification.Payload} (from process {notification.ProcessId})");
                }
            }

            return Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return listen ? Done : Failed;
        }
        catch (Exception exception) when (exception is PostgresException or LoginException or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return Failed;
        }
    }

    private static async Task RunAsync(PostgresConnection connection, string sql, string[] values, CancellationToken cancellationToken)
    {
        string start = sql.TrimStart();
        bool isCopy = start.StartsWith("copy ", StringComparison.OrdinalIgnoreCase);
        if (isCopy && sql.Contains("to stdout", StringComparison.OrdinalIgnoreCase))
        {
            await using Stream output = Console.OpenStandardOutput();
            await foreach (ReadOnlyMemory<byte> row in connection.CopyOutAsync(sql, cancellationToken))
            {
                await output.WriteAsync(row, cancellationToken);
            }
        }
        else if (isCopy && sql.Contains("from stdin", StringComparison.OrdinalIgnoreCase))
        {
            Console.WriteLine(await connection.CopyInAsync(sql, ReadInputAsync(), cancellationToken));
        }
        else if (values.Length > 0)
        {
            Console.Write(TableText.Format(await connection.ExecuteAsync(sql, values, cancellationToken: cancellationToken)));
        }
        else
        {
            foreach (QueryResult result in await connection.QueryAsync(sql, cancellationToken))
            {
                Console.Write(TableText.Format(result));
            }
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadInputAsync()
    {
        await using Stream input = Console.OpenStandardInput();
        byte[] buffer = new byte[64 * 1024];
        while (await input.ReadAsync(buffer) is > 0 and var count)
        {
            yield return buffer.AsMemory(0, count);
        }
    }

    private static SslClientAuthenticationOptions Tls(FileInfo? trusted)
    {
        var options = new SslClientAuthenticationOptions();
        if (trusted is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(trusted.FullName);
        }

        return options;
    }

    private static TransportAddress? ParseAddress(ArgumentResult result)
    {
        try
        {
            return TransportAddress.Parse(result.Tokens[0].Value);
        }
        catch (FormatException exception)
        {
            result.AddError(exception.Message);
            return null;
        }
    }
}
