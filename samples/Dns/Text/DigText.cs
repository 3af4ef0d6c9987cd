using System.Globalization;
using System.Text;

namespace DnsSample;

/// <summary>Responses as dig prints them.</summary>
public static class DigText
{
    /// <summary>A whole response.</summary>
    public static string Print(Dns.Response response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $";; ->>HEADER<<- opcode: {response.Opcode.ToText()}, status: {Edns.ExtendedCode(response).ToText()}\n");
        text.Append(CultureInfo.InvariantCulture, $";; flags: {Flags(response)}; QUERY: {response.Questions.Length}, ANSWER: {response.Answers.Length}, ");
        text.Append(CultureInfo.InvariantCulture, $"AUTHORITY: {response.Authority.Length}, ADDITIONAL: {response.Additional.Length}\n");
        if (response is { RecursionDesired: true, RecursionAvailable: false })
        {
            text.Append(";; WARNING: recursion requested but not available\n");
        }

        if (Edns.Find(response.Additional) is { } edns)
        {
            text.Append("\n;; OPT PSEUDOSECTION:\n");
            text.Append(CultureInfo.InvariantCulture, $"; EDNS: version: {edns.Version}, flags:{(edns.WantsSignatures ? " do" : string.Empty)}; udp: {edns.UdpPayloadBytes}\n");
            foreach (EdnsOption option in edns.Options)
            {
                text.Append(CultureInfo.InvariantCulture, $"; OPT={option.Code}: {Convert.ToHexString(option.Octets)}\n");
            }
        }

        if (response.Questions.Length > 0)
        {
            text.Append("\n;; QUESTION SECTION:\n");
            foreach (Question question in response.Questions)
            {
                text.Append(CultureInfo.InvariantCulture, $";{Pad(question.Name.ToString(), 31)}\t{question.Class.ToText()}\t{question.Type.ToText()}\n");
            }
        }

        Section(text, "ANSWER", response.Answers);
        Section(text, "AUTHORITY", response.Authority);
        Section(text, "ADDITIONAL", [.. response.Additional.Where(record => record.Type != RecordType.OPT)]);
        return text.ToString();
    }

    /// <summary>A record in one line, as a master file has it.</summary>
    public static string Print(ResourceRecord record) =>
        $"{Pad(record.Name.ToString(), 24)}\t{record.TimeToLive}\t{record.Class.ToText()}\t{record.Type.ToText()}\t{RecordText.Print(record.Data)}";

    private static void Section(StringBuilder text, string name, ResourceRecord[] records)
    {
        if (records.Length == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n;; {name} SECTION:\n");
        foreach (ResourceRecord record in records)
        {
            text.Append(Print(record)).Append('\n');
        }
    }

    private static string Flags(Dns.Response response)
    {
        (bool IsSet, string Name)[] flags =
        [
            (response.IsAuthoritative, "aa"), (response.IsTruncated, "tc"), (response.RecursionDesired, "rd"), (response.RecursionAvailable, "ra"),
            (response.Reserved, "z"), (response.IsAuthentic, "ad"), (response.CheckingDisabled, "cd"),
        ];
        return string.Join(' ', flags.Where(flag => flag.IsSet).Select(flag => flag.Name).Prepend("qr"));
    }

    /// <summary>Tabs up to a column, as dig sets them.</summary>
    private static string Pad(string text, int column) => text.Length >= column ? text : text + new string('\t', (column - text.Length - 1) / 8);
}
