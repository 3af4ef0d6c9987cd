using PostgresSample;

namespace Dissectors.Tests;

/// <summary>PostgreSQL's messages, written by our records and read by Wireshark's.</summary>
public sealed class PostgresDissectorTests
{
    [Fact]
    public async Task What_we_write_is_read_as_we_mean_it()
    {
        Conversation conversation = new(5432);
        conversation.Connect();
        conversation.Send(isFromClient: true, new Postgres.Query("select 1").ToBytes(default));
        conversation.Send(isFromClient: true, new Postgres.Execute("portal", 5).ToBytes(default));
        conversation.Send(isFromClient: false, new Postgres.Notification(77, "news", "text").ToBytes(default));
        conversation.Send(isFromClient: false, new Postgres.ParameterStatus("server_version", "15.1").ToBytes(default));
        conversation.Send(isFromClient: true, new Postgres.Terminate().ToBytes(default));

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "pgsql", isStream: true);

        Assert.Equal(5, packets.Count);
        Assert.Equal(("select 1", "13"), (packets[0].One("pgsql.query"), packets[0].One("pgsql.length")));
        Assert.Equal(("portal", "5"), (packets[1].One("pgsql.portal"), packets[1].One("pgsql.returns")));
        Assert.Equal(("77", "news", "text"), (packets[2].One("pgsql.pid"), packets[2].One("pgsql.condition"), packets[2].One("pgsql.text")));
        Assert.Equal(("server_version", "15.1"), (packets[3].One("pgsql.parameter_name"), packets[3].One("pgsql.parameter_value")));
        Assert.Equal("4", packets[4].One("pgsql.length"));
    }
}
