using System.Net;
using System.Runtime.CompilerServices;
using ProtoSockets;
using ProtoSockets.Transports;

namespace DnsSample;

/// <summary>Why a question was not answered.</summary>
public enum ResolutionFailure
{
    /// <summary>No response came in time, or nobody is at the address.</summary>
    NoResponse,

    /// <summary>What came is not DNS.</summary>
    Malformed,

    /// <summary>Only responses to other questions came.</summary>
    WrongQuestion,

    /// <summary>The connection ended before the response.</summary>
    ConnectionLost,

    /// <summary>The server does not hand out its zone, or what it handed out is none.</summary>
    TransferFailed,
}

/// <summary>A question was not answered. That a name does not exist is an answer.</summary>
public sealed class ResolutionException(ResolutionFailure failure, string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>Why.</summary>
    public ResolutionFailure Failure { get; } = failure;
}

/// <summary>How a resolver asks.</summary>
public sealed record ResolverOptions
{
    /// <summary>How long an answer may take, over UDP and then TCP.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait over UDP before asking again; doubled each time.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Asks over TCP at once.</summary>
    public bool UsesTcp { get; init; }

    /// <summary>Says by EDNS that larger datagrams can come.</summary>
    public bool UsesEdns { get; init; } = true;

    /// <summary>Asks the server to ask others (RD).</summary>
    public bool WantsRecursion { get; init; } = true;
}

/// <summary>An answer, and how it came.</summary>
/// <param name="Response">The response.</param>
/// <param name="Transport">What carried it: <c>UDP</c> or <c>TCP</c>.</param>
/// <param name="WasTruncated">Whether it came over TCP because it did not fit a datagram.</param>
public sealed record Resolution(Dns.Response Response, string Transport, bool WasTruncated);

/// <summary>
/// Asks one server: over UDP, with EDNS and again when nothing comes; over TCP when the answer does not fit a datagram (RFC 7766, section 5).
/// </summary>
public sealed class Resolver(EndPoint server, ResolverOptions? options = null)
{
    private readonly ResolverOptions _options = options ?? new ResolverOptions();

    /// <summary>Asks a question.</summary>
    /// <exception cref="ResolutionException">No answer came.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<Resolution> ResolveAsync(Question question, CancellationToken cancellationToken = default)
    {
        long start = TimeProvider.System.GetTimestamp();
        bool usesEdns = _options.UsesEdns;
        bool usesTcp = _options.UsesTcp;
        bool wasTruncated = false;
        while (true)
        {
            TimeSpan left = _options.Timeout - TimeProvider.System.GetElapsedTime(start);
            Dns.Response response = await AskAsync(MakeQuery(question, usesEdns), usesTcp, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            if (usesEdns && response.Code is ResponseCode.FormatError or ResponseCode.NotImplemented && Edns.Find(response.Additional) is null)
            {
                // RFC 6891, section 7: a server that does not know EDNS.
                usesEdns = false;
            }
            else if (response.IsTruncated && !usesTcp)
            {
                usesTcp = wasTruncated = true;
            }
            else
            {
                return new Resolution(response, usesTcp ? "TCP" : "UDP", wasTruncated);
            }
        }
    }

    /// <summary>Asks for all records of a zone (RFC 5936).</summary>
    /// <returns>The records, from the SOA record to the same again.</returns>
    /// <exception cref="ResolutionException">The zone did not come, or not to its end.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<ResourceRecord> TransferAsync(DomainName zone, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var question = new Question(zone, RecordType.AXFR, RecordClass.IN);
        bool isFirst = true;
        await foreach (Dns.Response response in ReceiveAsync(MakeQuery(question, usesEdns: false), usesTcp: true, _options.Timeout, cancellationToken))
        {
            // Later messages may leave the question out (RFC 5936, section 2.2.1).
            if (response.Code != ResponseCode.NoError)
            {
                throw new ResolutionException(ResolutionFailure.TransferFailed, $"the server does not hand out {zone}: {response.Code.ToText()}");
            }

            if (!Answers(response, question) && (isFirst || response.Questions.Length > 0))
            {
                throw new ResolutionException(ResolutionFailure.WrongQuestion, $"the server answered another question than {question}");
            }

            foreach (ResourceRecord record in response.Answers)
            {
                bool isStart = record.Type == RecordType.SOA && record.Name == zone;
                if (isFirst && !isStart)
                {
                    throw new ResolutionException(ResolutionFailure.TransferFailed, $"the transfer of {zone} starts with a record of type {record.Type.ToText()}");
                }

                yield return record;
                if (isStart && !isFirst)
                {
                    yield break;
                }

                isFirst = false;
            }
        }

        throw new ResolutionException(ResolutionFailure.TransferFailed, $"the transfer of {zone} ended in the middle");
    }

    /// <summary>RFC 5452, section 9.1: the question has to come back, in the same case. A server that could not read it may leave it out.</summary>
    private static bool Answers(Dns.Response response, Question question) => response.Questions switch
    {
        [var echoed] => echoed.EqualsExactly(question),
        [] => response.Code != ResponseCode.NoError,
        _ => false,
    };

    private Dns.Query MakeQuery(Question question, bool usesEdns) => new()
    {
        RecursionDesired = _options.WantsRecursion,
        Questions = [question],
        Additional = usesEdns ? [new Edns(Edns.UsualUdpBytes).ToRecord()] : [],
    };

    private async Task<Dns.Response> AskAsync(Dns.Query query, bool usesTcp, TimeSpan timeout, CancellationToken cancellationToken)
    {
        bool wasStrange = false;
        try
        {
            await foreach (Dns.Response response in ReceiveAsync(query, usesTcp, timeout, cancellationToken))
            {
                if (Answers(response, query.Questions[0]))
                {
                    return response;
                }

                // Forged, or for a call before: the right one may still come.
                wasStrange = true;
            }
        }
        catch (ResolutionException exception) when (wasStrange)
        {
            throw new ResolutionException(ResolutionFailure.WrongQuestion, $"the server answered another question than {query.Questions[0]}", exception);
        }

        // Reading ended without an answer: with a FORMERR for something else.
        throw new ResolutionException(ResolutionFailure.WrongQuestion, $"the server answered another question than {query.Questions[0]}");
    }

    /// <summary>Asks, and gives all responses with the right id that come from the server, until the caller has enough.</summary>
    private async IAsyncEnumerable<Dns.Response> ReceiveAsync(
        Dns.Query query, bool usesTcp, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var clientOptions = new ClientOptions
        {
            ConnectTimeout = timeout,
            CallTimeout = timeout,
            RetransmitInterval = _options.RetryInterval,
        };
        var address = new TransportAddress(usesTcp ? Transports.Tcp : Transports.Udp, server);
        Dns.Client client = await Translate(Dns.Client.ConnectAsync(address, clientOptions, cancellationToken: cancellationToken), timeout);
        await using (client)
        {
            await using IAsyncEnumerator<Dns.Response> responses = client.QueryAsync(query, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await Translate(NextAsync(responses), timeout) is { } response)
            {
                yield return response;
            }
        }
    }

    /// <summary>The next response; a FORMERR is a response, too.</summary>
    private static async Task<Dns.Response?> NextAsync(IAsyncEnumerator<Dns.Response> responses)
    {
        try
        {
            return await responses.MoveNextAsync() ? responses.Current : null;
        }
        catch (CallRefusedException exception) when (exception.Error is Dns.FormatError error)
        {
            return new Dns.Response
            {
                Code = error.Code,
                Opcode = error.Opcode,
                RecursionDesired = error.RecursionDesired,
                Questions = error.Questions,
                Answers = error.Answers,
                Authority = error.Authority,
                Additional = error.Additional,
            };
        }
    }

    private async Task<T> Translate<T>(Task<T> task, TimeSpan timeout)
    {
        try
        {
            return await task;
        }
        catch (CallTimedOutException exception)
        {
            string refused = exception.InnerException is System.Net.Sockets.SocketException ? ": nobody is there" : string.Empty;
            throw new ResolutionException(ResolutionFailure.NoResponse, $"no response from {server} within {timeout.TotalSeconds:0.###} s{refused}", exception);
        }
        catch (ConnectException exception)
        {
            throw new ResolutionException(ResolutionFailure.NoResponse, exception.Message, exception);
        }
        catch (WireFormatException exception)
        {
            throw new ResolutionException(ResolutionFailure.Malformed, $"the response of {server} is malformed: {exception.Message}", exception);
        }
        catch (CallException exception)
        {
            throw new ResolutionException(ResolutionFailure.ConnectionLost, exception.Message, exception);
        }
    }
}
