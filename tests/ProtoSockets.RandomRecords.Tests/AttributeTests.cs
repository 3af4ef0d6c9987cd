using System.Globalization;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Each attribute of the wire language, in records of few members that have it.</summary>
public sealed class AttributeTests(AttributeTests.Compiled compiled) : IClassFixture<AttributeTests.Compiled>
{
    private const int RecordsOfPiece = 7;

    private const int RecordsOfAttribute = 12;

    private const int Rounds = 4;

    /// <summary>Attributes that no random record has, and why.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["Requires"] = "is about sockets, not about bytes",
        ["Produces"] = "is about sockets, not about bytes",
        ["Consumes"] = "is about sockets, not about bytes",
        ["Protocol"] = "is of protocols: ProtoSockets.Conversations.Tests",
        ["Request<>"] = "is of protocols: ProtoSockets.Conversations.Tests",
        ["Message"] = "is of protocols: ProtoSockets.Conversations.Tests",
        ["Reply"] = "is of protocols: ProtoSockets.Conversations.Tests",
        ["ErrorReply"] = "is of protocols: ProtoSockets.Conversations.Tests",
        ["ContinuesAs<>"] = "is of protocols: PhaseTests",
        ["UpgradesToTls"] = "is of protocols: PhaseTests",
        ["ProtocolVersion"] = "is of protocols: VersionTests",
        ["Framer<>"] = "is of framing: FramingTests",
        ["Delimited"] = "is of framing: DelimiterFramingTests",
        ["FixedSize"] = "is of framing: FixedSizeFramingTests",
        ["Chunked"] = "is of messages that stream: StreamingChunkTests",
        ["Chunked<>"] = "is of messages that stream: StreamingChunkTests",
        ["CloseDelimited"] = "is of messages that stream: StreamingChunkTests",
        ["SelfDelimiting"] = "is of framing: TextProtocolTests",
        ["Verbs"] = "is of protocols: TextProtocolTests",
        ["InFront<>"] = "is of protocols: TextProtocolTests",
        ["Verb"] = "is of protocols: TextProtocolTests",
        ["Header"] = "is of protocols: MessageTests",
        ["HeaderValue"] = "is of protocols: MessageTests",
        ["FrameLength"] = "is of protocols: HeaderFramingTests",
        ["MessageId"] = "is of protocols: MessageTests",
        ["CorrelationId"] = "is of protocols: CallTests",
        ["InHeader"] = "is of protocols: MessageTests",
        ["Directory"] = "is of records whose entries point behind all of them: DirectoryTests",
        ["Section"] = "is of protocols: MessageTests",
    };

    /// <summary>
    /// What attributes are told in protocols only; and a unit of offsets, which needs members that stand at its multiples (<c>PlaceTests</c>), and offsets that lead anywhere, whose members
    /// are written elsewhere than they were read (<c>DirectoryTests</c>).
    /// </summary>
    private static readonly HashSet<string> OfProtocols = new(StringComparer.Ordinal) { "DiscriminatedBy.InRequest", "Constant.From", "LengthPrefixed.From", "LengthPrefixed<>.From", "OffsetOf.Unit", "At.Anywhere" };

    /// <summary>The attributes of the language, as they are written; with angle brackets when they have a type.</summary>
    public static TheoryData<string> Attributes => [.. All.Where(name => !Elsewhere.ContainsKey(name))];

    private static IEnumerable<string> All => typeof(WireStructAttribute).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(Attribute)) && type.Namespace == typeof(WireStructAttribute).Namespace)
        .Select(NameOf)
        .Order(StringComparer.Ordinal);

    private static string NameOf(Type type) => type.IsGenericType ? type.Name[..type.Name.IndexOf("Attribute", StringComparison.Ordinal)] + "<>" : type.Name[..^"Attribute".Length];

    [Theory]
    [MemberData(nameof(Attributes))]
    public void A_record_that_has_it_is_read_as_it_was_written(string attribute)
    {
        RecordProbe[] probes = [.. compiled.With(attribute).Take(RecordsOfAttribute)];
        Assert.True(probes.Length > 0, $"No random record has [{attribute}]: add a piece to Catalogue.cs, or say in this file why there can be none.");

        Config config = Config.QuickThrowOnFailure.WithReplay(compiled.Seed, 0x9E3779B97F4A7C15).WithMaxTest(Rounds).WithQuietOnSuccess(true);
        string? failure = null;
        Check.One(config, Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            failure ??= probes.Select(probe => Trial.Failure(probe, seed, values: 1) is { } problem ? $"{problem}\n\n{compiled.SourceOf(probe)}" : null).FirstOrDefault(problem => problem is not null);
            return true;
        }));

        Assert.True(failure is null, $"With PROTOSOCKETS_RANDOM_SEED={compiled.Seed}:\n{failure}");
    }

    [Fact]
    public void All_that_attributes_can_be_told_is_told_in_some_record()
    {
        string[] properties =
        [
            .. typeof(WireStructAttribute).Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(Attribute)) && type.Namespace == typeof(WireStructAttribute).Namespace && !Elsewhere.ContainsKey(NameOf(type)))
                .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(property => property.SetMethod is not null).Select(property => $"{NameOf(type)}.{property.Name}"))
                .Order(StringComparer.Ordinal),
        ];

        string[] missing = [.. properties.Where(property => !OfProtocols.Contains(property) && !compiled.Arguments.Contains(property))];
        Assert.True(missing.Length == 0, $"No random record says {string.Join(", ", missing)}");
    }

    [Fact]
    public void What_is_said_to_have_no_record_is_an_attribute_and_has_none()
    {
        Assert.Empty(Elsewhere.Keys.Except(All, StringComparer.Ordinal));
        Assert.All(Elsewhere.Keys, name => Assert.Empty(compiled.With(name)));
    }

    /// <summary>Some records of each piece, compiled once for all tests.</summary>
    public sealed class Compiled : IDisposable
    {
        private readonly Batch _batch;
        private readonly string[] _sources;
        private readonly HashSet<string>[] _attributes;

        public Compiled()
        {
            Seed = Trial.Option("PROTOSOCKETS_RANDOM_SEED", 20261122);
            RecordDeclaration[] records = [];
            Gen<RecordDeclaration[]> each = Gen.CollectToArray(Catalogue.All.Select(one => Catalogue.Alone(one.Piece)).Concat(Enumerable.Repeat(Catalogue.Line, 4)), gen => gen.ArrayOf(RecordsOfPiece))
                .Select(some => some.SelectMany(one => one).ToArray());
            Config config = Config.QuickThrowOnFailure.WithReplay(Seed, 0x9E3779B97F4A7C15).WithMaxTest(1).WithQuietOnSuccess(true);
            Check.One(config, Prop.ForAll(each.ToArbitrary(), made =>
            {
                records = made;
                return true;
            }));
            _sources = [.. records.Select((record, index) => record.Render(string.Create(CultureInfo.InvariantCulture, $"R{index}"), KnownRecords.None))];
            _attributes = [.. _sources.Select(NamesIn)];
            Arguments = _sources.SelectMany(ArgumentsIn).ToHashSet(StringComparer.Ordinal);
            try
            {
                _batch = Batch.Load(Batch.Render(records, areMixed: false));
            }
            catch (InvalidOperationException exception)
            {
                throw new InvalidOperationException(Trial.Failure(records, (int)Seed, areMixed: false), exception);
            }
        }

        public ulong Seed { get; }

        /// <summary>What attributes are told by name.</summary>
        internal IReadOnlySet<string> Arguments { get; }

        internal IEnumerable<RecordProbe> With(string attribute) => _batch.Probes.Where((_, index) => _attributes[index].Contains(attribute));

        internal string SourceOf(RecordProbe probe) => _sources[_batch.Probes.ToList().IndexOf(probe)];

        public void Dispose() => _batch.Dispose();

        private static HashSet<string> NamesIn(string source) => [.. AttributesIn(source).Select(NameOf)];

        private static IEnumerable<string> ArgumentsIn(string source) => AttributesIn(source).SelectMany(attribute => (attribute.ArgumentList?.Arguments ?? []).Where(argument => argument.NameEquals is not null)
            .Select(argument => $"{NameOf(attribute)}.{argument.NameEquals!.Name.Identifier.Text}"));

        private static IEnumerable<AttributeSyntax> AttributesIn(string source) => Batch.Parse(source).GetRoot().DescendantNodes().OfType<AttributeSyntax>();

        private static string NameOf(AttributeSyntax attribute) => attribute.Name is GenericNameSyntax generic ? generic.Identifier.Text + "<>" : attribute.Name.ToString();
    }
}
