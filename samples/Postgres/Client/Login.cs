using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using ProtoSockets;
using Question = PostgresSample.PostgresLogin.Question;
using Said = PostgresSample.PostgresLogin.Said;

namespace PostgresSample;

/// <summary>Who logs in, and how.</summary>
public sealed record LoginOptions
{
    public required string User { get; init; }

    /// <summary>The database; null is one of the user's name.</summary>
    public string? Database { get; init; }

    /// <summary>The password, for servers that ask for one.</summary>
    public string? Password { get; init; }

    /// <summary>How to encrypt; null for not at all. A server that can't is then refused.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Further parameters: application_name, client_encoding...</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>How to connect and call.</summary>
    public ClientOptions Client { get; init; } = ClientOptions.Default;
}

/// <summary>The first two phases of a connection.</summary>
internal static class Login
{
    /// <summary>Connects, encrypts if that is wanted, and begins.</summary>
    public static async Task<PostgresLogin.Client> StartAsync(TransportAddress address, LoginOptions options, CancellationToken cancellationToken)
    {
        PostgresOpening.Client opening = await PostgresOpening.Client.ConnectAsync(address, options.Client, cancellationToken);
        try
        {
            if (options.Tls is { } tls)
            {
                if (!(await opening.AskForTlsAsync(new(), cancellationToken)).IsTls)
                {
                    throw new LoginException("The server does not speak TLS.");
                }

                await opening.UpgradeToTlsAsync(tls, cancellationToken);
            }

            (string Name, string Value)[] parameters =
            [
                ("user", options.User),
                ("database", options.Database ?? options.User),
                .. options.Parameters.Select(parameter => (parameter.Key, parameter.Value)),
            ];
            await opening.StartupAsync(
                new([.. parameters.Select(parameter => new PostgresOpening.Parameter(parameter.Name, parameter.Value))]), cancellationToken);
            return await opening.ContinueAsPostgresLoginAsync(cancellationToken: cancellationToken);
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers the server's questions until it is ready for queries.</summary>
    /// <returns>What a request to cancel has to show, and the server's parameters.</returns>
    public static async Task<(Said.Key Key, Dictionary<string, string> Parameters)> AnswerAsync(
        PostgresLogin.Client login, LoginOptions options, CancellationToken cancellationToken)
    {
        ScramClient? scram = null;
        bool isVerified = true;
        Said.Key key = default;
        Dictionary<string, string> parameters = [];
        await foreach (Said said in login.ReceiveAsync<Said>(cancellationToken))
        {
            if (said.TryGet(out Said.Error error))
            {
                throw new LoginException(new Report(error.Fields));
            }

            if (said.TryGet(out Said.Parameter parameter))
            {
                parameters[parameter.Name] = parameter.Value;
            }
            else if (said.TryGet(out Said.Key given))
            {
                key = given;
            }
            else if (said.TryGet(out Said.Ready _))
            {
                return (key, parameters);
            }
            else if (said.TryGet(out Said.Authentication authentication))
            {
                byte[]? answer = authentication.Question.Match<byte[]?>(
                    // A server that asked for SCRAM must not get around proving itself.
                    nothing => isVerified ? null : throw new LoginException("The server did not prove that it knows the password."),
                    cleartext => new PostgresLogin.Password(Password(options)).ToBytes(),
                    md5 => new PostgresLogin.Password(Md5(options.User, Password(options), md5.Salt.Span)).ToBytes(),
                    sasl =>
                    {
                        if (!sasl.Mechanisms.Any(mechanism => mechanism.Text == ScramClient.Mechanism))
                        {
                            throw new LoginException($"The server knows no mechanism but {string.Join(", ", sasl.Mechanisms.Select(mechanism => mechanism.Text))}.");
                        }

                        isVerified = false;
                        scram = new ScramClient(Password(options));
                        return new PostgresLogin.SaslInitial(ScramClient.Mechanism, scram.First()).ToBytes();
                    },
                    next => scram?.Final(next.Data.Span) ?? throw new LoginException("The server goes on with what was not begun."),
                    final =>
                    {
                        (scram ?? throw new LoginException("The server ends what was not begun.")).Verify(final.Data.Span);
                        isVerified = true;
                        return null;
                    },
                    other => throw new LoginException($"The server asks for authentication of kind {other.Code}, which this client does not know."));
                if (answer is not null)
                {
                    await login.CredentialsAsync(new(answer), cancellationToken);
                }
            }
        }

        throw new LoginException("The server closed the connection.");
    }

    /// <summary>Section 55.2.1: <c>"md5" + md5(md5(password + user) + salt)</c>.</summary>
#pragma warning disable CA5351 // The server asks for MD5; SCRAM is the better one, and the server's choice.
    public static string Md5(string user, string password, ReadOnlySpan<byte> salt)
    {
        string inner = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password + user)));
        return "md5" + Convert.ToHexStringLower(MD5.HashData([.. Encoding.ASCII.GetBytes(inner), .. salt]));
    }
#pragma warning restore CA5351

    private static string Password(LoginOptions options) => options.Password ?? throw new LoginException("The server asks for a password.");
}
