using System.Buffers.Binary;
using PostgresSample;
using ProtoSockets;

namespace Dissectors.Tests;

/// <summary>
/// A conversation with PostgreSQL 15 behind its login: simple and extended queries, errors, notices, COPY both ways, notifications. The dissector of tshark 4.0 takes all text for ASCII.
/// </summary>
public sealed class PostgresVectorDissectorTests
{
    [Fact]
    public async Task Captured_messages_are_read_alike()
    {
        Conversation conversation = new(5432);
        conversation.Connect();
        List<(string File, ExpectedFields Fields)> expected = [];
        foreach (string file in Captured.Files("postgres", "??-*.bin"))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bool isFromClient = Captured.IsFromClient(file);
            conversation.Send(isFromClient, bytes);

            // 01 to 06 are the login. The dissector has to see them, because a first message has no type; its answers to SASL it shows as far as the first zero byte.
            ExpectedFields fields = new() { IsAscii = true };
            for (ReadOnlyMemory<byte> rest = bytes; !rest.IsEmpty && string.CompareOrdinal(Path.GetFileName(file), "07") > 0;)
            {
                int length = 1 + BinaryPrimitives.ReadInt32BigEndian(rest.Span[1..]);
                Add(fields, rest[..length], isFromClient);
                rest = rest[length..];
            }

            expected.Add((Path.GetFileName(file), fields));
        }

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "pgsql", isStream: true);

        Assert.Equal((34, 34), (expected.Count, packets.Count));
        IReadOnlySet<string> names = ExpectedFields.NamesIn(expected.Select(one => one.Fields));
        Assert.True(names.Count > 20, string.Join(' ', names));
        foreach (((string file, ExpectedFields fields), DissectedPacket packet) in expected.Zip(packets).Skip(6))
        {
            fields.AssertIn(packet, file, names);
        }
    }

    private static void Add(ExpectedFields fields, ReadOnlyMemory<byte> message, bool isFromClient)
    {
        fields.Add("pgsql.length", message.Length - 1);
        fields.Add("pgsql.frontend", isFromClient);
        if (isFromClient)
        {
            AddRequest(fields, message);
        }
        else
        {
            AddAnswer(fields, message);
        }
    }

    private static void AddRequest(ExpectedFields fields, ReadOnlyMemory<byte> message)
    {
        WireError? error = null;
        bool isRead = true;
        switch ((char)message.Span[0])
        {
            case 'Q':
                isRead = Postgres.Query.TryRead(message, out _, out Postgres.Query query, out error);
                fields.Add("pgsql.query", query.Sql ?? string.Empty);
                break;
            case 'P':
                isRead = Postgres.Parse.TryRead(message, out _, out Postgres.Parse parse, out error);
                fields.Add("pgsql.statement", parse.Statement ?? string.Empty);
                fields.Add("pgsql.query", parse.Sql ?? string.Empty);
                AddAll(fields, "pgsql.oid.type", (parse.ParameterTypes ?? []).Select(type => (long)type));
                break;
            case 'B':
                isRead = Postgres.Bind.TryRead(message, out _, out Postgres.Bind bind, out error);
                fields.Add("pgsql.portal", bind.Portal ?? string.Empty);
                fields.Add("pgsql.statement", bind.Statement ?? string.Empty);
                AddAll(fields, "pgsql.format", (bind.ParameterFormats ?? []).Concat(bind.ResultFormats ?? []).Select(format => (long)format));
                AddValues(fields, bind.Parameters ?? []);
                break;
            case 'D':
                isRead = Postgres.Describe.TryRead(message, out _, out Postgres.Describe describe, out error);
                fields.Add(describe.Kind == ObjectKind.Portal ? "pgsql.portal" : "pgsql.statement", describe.Name ?? string.Empty);
                break;
            case 'C':
                isRead = Postgres.Close.TryRead(message, out _, out Postgres.Close close, out error);
                fields.Add(close.Kind == ObjectKind.Portal ? "pgsql.portal" : "pgsql.statement", close.Name ?? string.Empty);
                break;
            case 'E':
                isRead = Postgres.Execute.TryRead(message, out _, out Postgres.Execute execute, out error);
                fields.Add("pgsql.portal", execute.Portal ?? string.Empty);
                fields.Add("pgsql.returns", execute.MaxRows);
                break;
            case 'd':
                isRead = Postgres.CopyData.TryRead(message, out _, out Postgres.CopyData data, out error);
                fields.Add("pgsql.copydata", data.Data);
                break;
            default:
                // Sync, Terminate and the end of a copy have no members.
                Assert.Equal(5, message.Length);
                break;
        }

        Assert.True(isRead, error?.ToString());
    }

    private static void AddAnswer(ExpectedFields fields, ReadOnlyMemory<byte> message)
    {
        switch ((char)message.Span[0])
        {
            case 'A':
                Assert.True(Postgres.Notification.TryRead(message, out _, out Postgres.Notification notification, out _));
                fields.Add("pgsql.pid", notification.ProcessId);
                fields.Add("pgsql.condition", notification.Channel);
                fields.Add("pgsql.text", notification.Payload);
                return;
            case 'N':
                Assert.True(Postgres.Notice.TryRead(message, out _, out Postgres.Notice notice, out _));
                AddReport(fields, notice.Fields);
                return;
            case 'S':
                Assert.True(Postgres.ParameterStatus.TryRead(message, out _, out Postgres.ParameterStatus status, out _));
                fields.Add("pgsql.parameter_name", status.Name);
                fields.Add("pgsql.parameter_value", status.Value);
                return;
            default:
                Assert.True(Postgres.QueryReply.TryRead(message, out _, out Postgres.QueryReply reply, out WireError? error), error?.ToString());
                AddReply(fields, reply);
                return;
        }
    }

    private static void AddReply(ExpectedFields fields, Postgres.QueryReply reply)
    {
        if (reply.TryGet(out Postgres.QueryReply.RowDescription description))
        {
            fields.Add("pgsql.field.count", description.Columns.Length);
            foreach (Postgres.Column column in description.Columns)
            {
                fields.Add("pgsql.col.name", column.Name);
                fields.Add("pgsql.oid.table", column.TableId);
                fields.Add("pgsql.col.index", column.Number);
                fields.Add("pgsql.oid.type", column.TypeId);
                fields.Add("pgsql.val.length", column.TypeSize);
                fields.Add("pgsql.col.typemod", column.TypeModifier);
                fields.Add("pgsql.format", (long)column.Format);
            }
        }
        else if (reply.TryGet(out Postgres.QueryReply.Row row))
        {
            fields.Add("pgsql.field.count", row.Values.Length);
            AddValues(fields, row.Values);
        }
        else if (reply.TryGet(out Postgres.QueryReply.Complete complete))
        {
            fields.Add("pgsql.tag", complete.Tag);
        }
        else if (reply.TryGet(out Postgres.QueryReply.Error error))
        {
            AddReport(fields, error.Fields);
        }
        else if (reply.TryGet(out Postgres.QueryReply.ParameterDescription parameters))
        {
            AddAll(fields, "pgsql.oid.type", parameters.Types.Select(type => (long)type));
        }
        else if (reply.TryGet(out Postgres.QueryReply.CopyRow copied))
        {
            fields.Add("pgsql.copydata", copied.Data);
        }
        else if (reply.TryGet(out Postgres.QueryReply.CopyIn copyIn))
        {
            // The formats of the columns it shows for the binary format only.
            fields.Add("pgsql.format", copyIn.Overall);
        }
        else if (reply.TryGet(out Postgres.QueryReply.CopyOut copyOut))
        {
            fields.Add("pgsql.format", copyOut.Overall);
        }
        else if (reply.TryGet(out Postgres.QueryReply.Ready ready))
        {
            fields.Add("pgsql.status", (long)ready.Status);
        }
    }

    private static void AddValues(ExpectedFields fields, IEnumerable<Datum> values)
    {
        foreach (Datum value in values)
        {
            fields.Add("pgsql.val.length", value.Bytes?.Length ?? -1);
            fields.Add("pgsql.val.data", value.Bytes.GetValueOrDefault());
        }
    }

    private static void AddAll(ExpectedFields fields, string name, IEnumerable<long> values)
    {
        foreach (long value in values)
        {
            fields.Add(name, value);
        }
    }

    /// <summary>The parts of a report, by their letters (section 55.8). Of V, which is newer than the dissector, it says that it is text.</summary>
    private static void AddReport(ExpectedFields fields, ReportField[] report)
    {
        foreach (ReportField field in report)
        {
            fields.Add(
                (char)field.Code switch
                {
                    'S' => "pgsql.severity",
                    'C' => "pgsql.code",
                    'M' => "pgsql.message",
                    'D' => "pgsql.detail",
                    'H' => "pgsql.hint",
                    'P' => "pgsql.position",
                    'W' => "pgsql.where",
                    'F' => "pgsql.file",
                    'L' => "pgsql.line",
                    'R' => "pgsql.routine",
                    _ => "pgsql.text",
                },
                field.Text);
        }
    }
}
