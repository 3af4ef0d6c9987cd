using System.Globalization;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>A protocol that was made up: what finds its frames, a header, and messages behind it.</summary>
/// <param name="Attributes">Attributes of the protocol, a comma in front of each.</param>
/// <param name="Header">Its header, in pieces that belong together; empty where there is none.</param>
/// <param name="Messages">Its messages.</param>
internal sealed record ProtocolDeclaration(string Attributes, IReadOnlyList<HeaderPiece> Header, IReadOnlyList<MessageDeclaration> Messages) : IDeclaration<ProtocolDeclaration>
{
    /// <summary>Whether replies are told by their type: nothing else tells which call one answers.</summary>
    public bool MatchesRepliesByType { get; init; }

    /// <summary>What may stand in front of its messages.</summary>
    public RecordDeclaration? Front { get; init; }

    /// <summary>The same with one thing less.</summary>
    public IEnumerable<ProtocolDeclaration> Smaller =>
    [
        .. Messages.Where(message => message.Kind == MessageKind.Message).Select(message => this with { Messages = [.. Messages.Where(other => other != message)] }),
        .. Messages.SelectMany((message, index) => message.Body.Smaller.Select(body => this with { Messages = [.. Messages.Select((other, at) => at == index ? other with { Body = body } : other)] })),
        .. (Front?.Smaller ?? []).Where(front => front.Pieces[0] == Front!.Pieces[0]).Select(front => this with { Front = front }),
        .. Header.Where(piece => piece.IsDispensable).Select(piece => this with { Header = [.. Header.Where(other => other != piece)] }),
    ];

    /// <summary>The protocol as source, with the types that it needs and methods that make up values.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The source, and an expression for each probe.</returns>
    public (string Source, IReadOnlyList<string> Probes) Render(string name)
    {
        // What no message has can't be counted.
        HeaderPiece[] pieces = [.. Header.Where(piece => piece.Section.Length == 0 || Messages.Any(message => message.Body.Pieces.Any(one => one.Kind == piece.Section)))];
        HeaderRendering? header = pieces.Length == 0 ? null : HeaderRendering.Of(pieces, $"{name}.Header");
        string before = Front?.Render(Pieces.FrontName(name), KnownRecords.None) ?? string.Empty;
        string front = Front is null ? string.Empty : $", InFront<{Pieces.FrontName(name)}>";
        string inside = header?.Declaration ?? string.Empty;
        string behind = header?.Values ?? string.Empty;
        List<string> probes = [];
        for (int index = 0; index < Messages.Count; index++)
        {
            MessageDeclaration message = Messages[index];
            string own = string.Create(CultureInfo.InvariantCulture, $"Message{index}");
            string path = $"{name}.{own}";
            Rendering rendering = message.Render(own, path, replyName: string.Create(CultureInfo.InvariantCulture, $"Message{index + 1}"), header);
            before += rendering.Types;
            inside += rendering.Declaration;
            behind += rendering.Values;
            string id = message.Number.StartsWith('"') ? string.Create(CultureInfo.InvariantCulture, $"{index + 1}") : (header is null || header.HasId) && message.Number.Length > 0 ? message.Number : "0";
            string side = message.Sender is Side.Server ? "Side.Server" : "Side.Client";
            string takesRest = message.Body.TakesRest ? "true" : "false";
            string flat = path.Replace('.', '_');
            string kind = message.Kind.ToString();
            string framed = $"(\"{path}\", {side}, FrameKind.{kind}, {id}, {flat}Values.Create){{0}}";
            bool isBound = header is { HasVariableSize: true } || (rendering.Types + rendering.Declaration).Contains("Align(4, From = OffsetBase.Message)", StringComparison.Ordinal)
                || rendering.Declaration.Contains("Chunked", StringComparison.Ordinal);
            string bound = isBound ? "IsSizeBound = true, " : "";
            if (header is null)
            {
                // What only the connection ends is no frame that others can follow: it is checked without one.
                if (!rendering.Declaration.Contains("CloseDelimited", StringComparison.Ordinal))
                {
                    probes.Add($"new FrameProbe<{name}.Wire, {path}>" + string.Format(CultureInfo.InvariantCulture, framed, $" {{ {bound}TakesRest = {takesRest} }}"));
                }

                probes.Add($"new RecordProbe<{path}>(\"{path}\", {takesRest}, {flat}Values.Create, {path}.Describe){(isBound ? " { IsSizeBound = true }" : "")}");
                continue;
            }

            string same = string.Join(" && ", header.Free.Where(member => !message.Overrides(member)).Select(member => $"given.{member}.Equals(read.{member})").Append("true"));
            probes.Add($"new MessageProbe<{name}.Wire, {path}, {name}.Header>" + string.Format(
                CultureInfo.InvariantCulture,
                framed,
                $$"""
                 { {{bound}}TakesRest = {{takesRest}}, HasLength = {{(header.HasLength ? "true" : "false")}}, DeclaredSender = Side.{{message.Sender}}, CreateHeader = {{name}}_HeaderValues.Create, Put = (message, header) => message.ToBytes(header), TryRead = {{path}}.TryRead, IsSameHeader = (given, read) => {{same}}, Dump = {{path}}.Describe }
                """));
        }

        string source = $$"""
            {{before}}
            [Protocol(Version = 6, MinVersion = 1{{(MatchesRepliesByType ? ", MatchRepliesByType = true" : "")}}){{Attributes}}{{front}}]
            public sealed partial class {{name}}
            {
            {{inside}}
            }

            {{behind}}

            """;
        return (source, probes);
    }
}

/// <summary>What a message is for.</summary>
internal enum MessageKind
{
    Message,
    Request,

    /// <summary>The answer to the request in front of it.</summary>
    Reply,
}

/// <summary>A message of a protocol.</summary>
/// <param name="Body">Its members.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Sender">Who sends it.</param>
/// <param name="Number">Its id.</param>
/// <param name="Borrowed">Which member of the header it says by a member of its own; fewer than there may be.</param>
/// <param name="Fixed">Which member of the header always has one value; the same.</param>
internal sealed record MessageDeclaration(RecordDeclaration Body, MessageKind Kind, Side Sender, string Number, int? Borrowed, int? Fixed)
{
    private string? _borrowed;
    private string? _fixed;

    /// <summary>Whether it says a member of the header itself.</summary>
    public bool Overrides(string member) => member == _borrowed || member == _fixed;

    /// <summary>The parts of its source.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">What others call it.</param>
    /// <param name="replyName">The message behind it.</param>
    /// <param name="header">What stands in front of it.</param>
    public Rendering Render(string name, string path, string replyName, HeaderRendering? header)
    {
        string id = header is { HasId: false } ? string.Empty : Number;
        string from = Sender == Side.Both ? string.Empty : $"From = Side.{Sender}";
        string marker = Kind switch
        {
            MessageKind.Message => $"Message({string.Join(", ", new[] { id, from }.Where(part => part.Length > 0))})",
            MessageKind.Request => $"Request<{replyName}>({id})",
            _ => $"Reply({id})",
        };
        _borrowed = Pick(header?.Settable, Borrowed)?.Name;
        (string Name, string Type, string Value, string? Constant)? always = Pick(header?.Settable, Fixed);
        _fixed = always is { Constant: not null } && always.Value.Name != _borrowed ? always.Value.Name : null;
        RecordDeclaration body = header is { ChoosesOrder: true } ? Body : Body with { Attributes = Body.Attributes.Replace(", ByteOrder", "", StringComparison.Ordinal) };
        if (_fixed is not null)
        {
            body = body with { Attributes = $"{body.Attributes}, HeaderValue(\"{_fixed}\", {always!.Value.Constant})" };
        }

        if (Pick(header?.Settable, Borrowed) is { } borrowed)
        {
            body = body with
            {
                Pieces =
                [
                    new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
                    {
                        scope.Initializers.Add($"OfHeader = {borrowed.Value}");
                        return $"    [InHeader(\"{borrowed.Name}\")] public {borrowed.Type} OfHeader {{ get; init; }}\n";
                    }),
                    .. body.Pieces,
                ],
            };
        }

        return body.Render(name, marker, path, KnownRecords.None);
    }

    private static (string Name, string Type, string Value, string? Constant)? Pick(IReadOnlyList<(string Name, string Type, string Value, string? Constant)>? members, int? index) =>
        members is { Count: > 0 } && index is { } at ? members[at % members.Count] : null;
}

/// <summary>Members of a header that belong together.</summary>
/// <param name="Members">The members, in order.</param>
internal sealed record HeaderPiece(IReadOnlyList<HeaderMember> Members)
{
    /// <summary>What the messages have because of it: <c>Key</c>, <c>Items</c>, <c>Extra</c>, <c>Extras</c>.</summary>
    public string Section { get; init; } = string.Empty;

    /// <summary>Whether the protocol is one without it.</summary>
    public bool IsDispensable => Section.Length == 0 && Members.All(member => member.Role == HeaderRole.Free);
}

/// <summary>What a member of a header does.</summary>
internal enum HeaderRole
{
    Free,
    Id,
    Correlation,

    /// <summary>Computed, as the rest is.</summary>
    Computed,
    Length,
    VariableLength,
}

/// <summary>A member of a header.</summary>
/// <param name="Attributes">A comma behind each.</param>
/// <param name="Type">Its type.</param>
/// <param name="Role">What it does.</param>
/// <param name="Value">An expression that makes one up.</param>
/// <param name="Constant">A value that it can always have.</param>
/// <param name="Name">Its name, where something else depends on it.</param>
internal sealed record HeaderMember(string Attributes, string Type, HeaderRole Role = HeaderRole.Free, string Value = "", string? Constant = null, string? Name = null);

/// <summary>A header as source.</summary>
internal sealed record HeaderRendering(string Declaration, string Values)
{
    /// <summary>The members that whoever writes a message chooses.</summary>
    public required IReadOnlyList<string> Free { get; init; }

    /// <summary>Those of them that a message can choose.</summary>
    public required IReadOnlyList<(string Name, string Type, string Value, string? Constant)> Settable { get; init; }

    /// <summary>The name of a member that chooses the byte order of what follows.</summary>
    public const string Chooser = "IsLittle";

    /// <summary>Whether there is one.</summary>
    public required bool ChoosesOrder { get; init; }

    public required bool HasId { get; init; }

    public required bool HasLength { get; init; }

    public required bool HasVariableSize { get; init; }

    public static HeaderRendering Of(IReadOnlyList<HeaderPiece> pieces, string path)
    {
        string members = string.Empty;
        List<string> initializers = [];
        List<string> free = [];
        List<(string, string, string, string?)> settable = [];
        HeaderMember[] all = [.. pieces.SelectMany(piece => piece.Members)];
        bool choosesOrder = all.Any(member => member.Name == Chooser);
        for (int index = 0; index < all.Length; index++)
        {
            HeaderMember member = all[index];
            string name = member.Name ?? string.Create(CultureInfo.InvariantCulture, $"H{index}");
            string attributes = member.Attributes.Length == 0 ? string.Empty : $"[{member.Attributes.TrimEnd(' ', ',')}] ";
            if (member.Role is HeaderRole.Computed or HeaderRole.Length or HeaderRole.VariableLength)
            {
                members += $"    {attributes}public partial {member.Type} {name} {{ get; }}\n";
                continue;
            }

            members += $"    {attributes}public {member.Type} {name} {{ get; init; }}\n";
            initializers.Add($"{name} = {member.Value}");
            if (member.Role != HeaderRole.Id)
            {
                free.Add(name);
            }

            if (member.Role == HeaderRole.Free)
            {
                settable.Add((name, member.Type, member.Value, member.Constant));
            }
        }

        string declaration = $$"""
            [Header{{(choosesOrder ? $", ByteOrder(nameof({Chooser}))" : "")}}]
            public readonly partial record struct Header
            {
            {{members}}}

            """;
        string values = $$"""
            public static class {{path.Replace('.', '_')}}Values
            {
                public static {{path}} Create(Random random) => new {{path}} { {{string.Join(", ", initializers)}} };
            }

            """;
        return new HeaderRendering(declaration, values)
        {
            Free = free,
            Settable = settable,
            ChoosesOrder = choosesOrder,
            HasId = all.Any(member => member.Role == HeaderRole.Id),
            HasLength = all.Any(member => member.Role is HeaderRole.Length or HeaderRole.VariableLength),
            HasVariableSize = all.Any(member => member.Role == HeaderRole.VariableLength),
        };
    }
}
