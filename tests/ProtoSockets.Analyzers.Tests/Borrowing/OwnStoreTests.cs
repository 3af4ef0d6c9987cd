using ProtoSockets.Analyzers.Borrowing;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Borrowing;

/// <summary>PSOCK3005: types and methods of one's own that keep what they are given, and those that do something else with it.</summary>
public sealed class OwnStoreTests
{
    /// <summary>What handlers keep messages in.</summary>
    private const string Types =
        """

            private readonly Backlog _backlog = new();
            private readonly List<object> _all = new();
            private Utf8Text _lastTitle;
            private Backlog Log { get; } = new();

            private void Remember(Utf8Text title) => _lastTitle = title;
            private void RememberOwned(Utf8Text title) => _lastTitle = title.ToOwned();

            private class Line
            {
                private readonly Utf8Text _text;
                public Line(Utf8Text text) { ArgumentNullException.ThrowIfNull(this); _text = text; }
                public override string ToString() => _text.ToString();
            }

            private class Shown(Utf8Text text) { public Utf8Text Text { get; } = text; }
            private class Captured(Utf8Text text) { public string Show() => text.ToString(); }
            private class Copied(Utf8Text text) { private readonly string _text = text.ToString(); public string Show() => _text; }
            private class Counted(Utf8Text text) { public int Length { get; } = text.ByteCount; }
            private class Shadowing(Utf8Text text) { private readonly int _length = text.ByteCount; public string Show(string text) => text + _length; }
            private class Chosen { private Utf8Text _text; public Chosen(Utf8Text text) { if (text.ByteCount > 3) { _text = text; } } public Utf8Text Text => _text; }
            private class Converted { private readonly string _text; public Converted(Utf8Text text) { _text = text.ToString(); } public string Text => _text; }

            private class Backlog
            {
                private readonly List<Utf8Text> _titles = new();
                private readonly List<string> _names = new();
                private Utf8Text _last;
                private ReadOnlyMemory<byte> _body;
                private int _count;

                public void Add(Utf8Text title) { _titles.Add(title); _count++; }
                public void Keep(ReadOnlyMemory<byte> body) => this._body = body;
                public void AddName(Utf8Text title) => _names.Add(title.ToString());
                public void Show(Utf8Text title) { _last = title; Print(); }
                public void Maybe(Utf8Text title) { if (_count > 3) { return; } _titles.Add(title); }
                public virtual void Open(Utf8Text title) => _last = title;
                public static void Drop(Utf8Text title) => Console.WriteLine(title.ByteCount);
                public int Measure(Utf8Text title) => title.ByteCount;
                private void Print() => Console.WriteLine(_last.ToString() + _body.Length);
            }

        """;

    [Theory]
    [InlineData("_backlog.Add([|message.Title|]);")]
    [InlineData("Log.Add([|message.Title|]);")]
    [InlineData("_backlog.Keep([|message.Body.Slice(1)|]);")]
    [InlineData("Remember([|message.Title|]);")]
    [InlineData("_all.Add(new Line([|message.Title|]));")]
    [InlineData("_all.Add(new Shown([|message.Tags[0].Name|]));")]
    [InlineData("_all.Add(new Captured([|message.Title|]));")]
    public Task What_keeps_what_it_is_given_is_seen(string body) => Verify(body);

    [Theory]
    [InlineData("_backlog.Add(message.Title.ToOwned());")]
    [InlineData("_backlog.AddName(message.Title);")]
    [InlineData("_backlog.Show(message.Title);")]
    [InlineData("_backlog.Maybe(message.Title);")]
    [InlineData("_backlog.Open(message.Title);")]
    [InlineData("Backlog.Drop(message.Title);")]
    [InlineData("_id = (uint)_backlog.Measure(message.Title);")]
    [InlineData("new Backlog().Add(message.Title);")]
    [InlineData("var mine = new Backlog(); mine.Keep(message.Body);")]
    [InlineData("RememberOwned(message.Title);")]
    [InlineData("_all.Add(new Copied(message.Title));")]
    [InlineData("_all.Add(new Counted(message.Title));")]
    [InlineData("_all.Add(new Shadowing(message.Title));")]
    [InlineData("_all.Add(new Chosen(message.Title));")]
    [InlineData("_all.Add(new Converted(message.Title));")]
    [InlineData("Console.WriteLine(new Captured(message.Title).Show());")]
    [InlineData("var line = new Line(message.Title); Console.WriteLine(line);")]
    public Task What_copies_counts_or_ends_with_the_handler_is_left_alone(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<BorrowedBufferEscapesAnalyzer>(HandlerCode.Type(
        Types + "    public async ValueTask PostAsync(Feed.Post message, Feed.Session session, CancellationToken cancellationToken)\n    {\n        " + body + "\n        await Task.Yield();\n    }\n"));
}
