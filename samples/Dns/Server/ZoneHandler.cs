using System.Net.Sockets;
using ProtoSockets;

namespace DnsSample;

/// <summary>Answers queries from a zone.</summary>
/// <param name="zone">The zone.</param>
/// <param name="allowsTransfer">Whether anyone may have a copy of the whole zone.</param>
public sealed class ZoneHandler(Zone zone, bool allowsTransfer = false) : Dns.IServerHandler
{
    /// <summary>How many bytes of a zone transfer go into one message. Large ones cost the other side memory; BIND fills 20 KB, too.</summary>
    private const int TransferMessageBytes = 20_000;

    public IAsyncEnumerable<Dns.Response> QueryAsync(Dns.Query request, Dns.Session session, CancellationToken cancellationToken)
    {
        bool isDatagram = session.Socket?.SocketType == SocketType.Dgram;
        return Answer(request, isDatagram).ToAsyncEnumerable();
    }

    /// <summary>RFC 1035, section 4.1.1: a query that could not be read is answered with FORMERR, a failure of ours with SERVFAIL.</summary>
    public Dns.FormatError? OnFailure(Exception exception, Dns.Session session) => new()
    {
        Code = exception is WireFormatException { Error: not null } ? ResponseCode.FormatError : ResponseCode.ServerFailure,
    };

    /// <summary>Answers a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="isDatagram">Whether the answer has to fit a datagram.</param>
    /// <returns>One response, or those of a zone transfer.</returns>
    internal IEnumerable<Dns.Response> Answer(Dns.Query query, bool isDatagram)
    {
        // Two OPT records are one too many (RFC 6891, section 6.1.1), and so are two questions (RFC 9619).
        Edns? edns = Edns.Find(query.Additional);
        if (query.Opcode == Opcode.Query
            && (query.Questions.Length != 1 || query.Additional.Count(record => record.Type == RecordType.OPT) > 1))
        {
            return [Complete(query, edns, new Dns.Response { Code = ResponseCode.FormatError, Questions = query.Questions })];
        }

        ResponseCode refusal = Check(query, edns);
        if (refusal != ResponseCode.NoError)
        {
            return [Complete(query, edns, new Dns.Response { Questions = query.Questions }, refusal)];
        }

        Question question = query.Questions[0];
        if (question.Type == RecordType.AXFR)
        {
            return Transfer(query, edns, isDatagram);
        }

        Dns.Response response = Complete(query, edns, ZoneAnswers.Find(zone, question));
        return [isDatagram ? Fit(response, edns) : response];
    }

    private ResponseCode Check(Dns.Query query, Edns? edns)
    {
        if (query.Opcode != Opcode.Query)
        {
            return ResponseCode.NotImplemented;
        }

        if (edns is { Version: > 0 })
        {
            // RFC 6891, section 6.1.3.
            return ResponseCode.BadVersion;
        }

        Question question = query.Questions[0];
        bool isOurs = question.Class is RecordClass.IN or RecordClass.ANY && question.Name.IsAtOrBelow(zone.Origin);
        return !isOurs ? ResponseCode.Refused
            : question.Type is RecordType.IXFR or RecordType.MAILA or RecordType.MAILB ? ResponseCode.NotImplemented
            : ResponseCode.NoError;
    }

    /// <summary>RFC 5936, section 2.2: the SOA record, all others, and the SOA record again. Over UDP there is no such thing (section 4.2).</summary>
    private IEnumerable<Dns.Response> Transfer(Dns.Query query, Edns? edns, bool isDatagram)
    {
        if (isDatagram || !allowsTransfer || query.Questions[0].Name != zone.Origin)
        {
            ResponseCode code = isDatagram ? ResponseCode.FormatError : query.Questions[0].Name != zone.Origin ? ResponseCode.NotAuthoritative : ResponseCode.Refused;
            yield return Complete(query, edns, new Dns.Response { Questions = query.Questions }, code);
            yield break;
        }

        var records = new List<ResourceRecord>();
        int bytes = 0;
        foreach (ResourceRecord record in zone.Records.Prepend(zone.Start).Append(zone.Start))
        {
            bytes += record.GetSize();
            if (bytes > TransferMessageBytes && records.Count > 0)
            {
                yield return Part();
                records.Clear();
                bytes = record.GetSize();
            }

            records.Add(record);
        }

        yield return Part();

        Dns.Response Part() =>
            Complete(query, edns, new Dns.Response { IsAuthoritative = true, Questions = query.Questions, Answers = [.. records] });
    }

    /// <summary>What every response says: the query's opcode and RD (RFC 1035, section 4.1.1), CD (RFC 4035, section 3.2.2), and EDNS if the query has it.</summary>
    private static Dns.Response Complete(Dns.Query query, Edns? edns, Dns.Response response, ResponseCode? code = null)
    {
        ResponseCode whole = code ?? response.Code;
        return response with
        {
            Opcode = query.Opcode,
            RecursionDesired = query.RecursionDesired,
            CheckingDisabled = query.CheckingDisabled,
            Code = (ResponseCode)((ushort)whole & 0xF),
            Additional = edns is null
                ? response.Additional
                : [.. response.Additional, new Edns(Edns.UsualUdpBytes) { HighCode = (byte)((ushort)whole >> 4), WantsSignatures = edns.WantsSignatures }.ToRecord()],
        };
    }

    /// <summary>
    /// Leaves out of a response what its client can't take in a datagram: additional records can go quietly, save the addresses without which a referral is of
    /// no use (RFC 9471, section 3); for anything else TC says that it is missing (RFC 2181, section 9).
    /// </summary>
    private static Dns.Response Fit(Dns.Response response, Edns? edns)
    {
        // RFC 6891, section 6.2.5: less than 512 means 512.
        int limit = Math.Clamp((int)(edns?.UdpPayloadBytes ?? 0), Edns.PlainUdpBytes, Edns.UsualUdpBytes);
        if (Measure(response) <= limit)
        {
            return response;
        }

        ResourceRecord[] options = [.. response.Additional.Where(record => record.Type == RecordType.OPT)];
        bool isReferral = !response.IsAuthoritative && response.Authority.Length > 0;
        Dns.Response shorter = response with { Additional = options };
        return !isReferral && Measure(shorter) <= limit
            ? shorter
            : shorter with { IsTruncated = true, Answers = [], Authority = [] };
    }

    /// <summary>How many bytes a response has: only written out is that known, since names are compressed.</summary>
    private static int Measure(Dns.Response response)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(12 + response.GetSize());
        int length = response.Write(buffer, default);
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return length;
    }
}
