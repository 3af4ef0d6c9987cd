using System.IO.MemoryMappedFiles;
using System.Text;

namespace ProtoSockets.Fuzz.Running;

/// <summary>What is being run, in memory that outlives the process: whoever finds the process dead learns here what killed it.</summary>
internal sealed class CurrentInput : IDisposable
{
    private const int Capacity = 1 << 17;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public CurrentInput(string folder)
    {
        _file = MemoryMappedFile.CreateFromFile(Path.Combine(folder, "current-input"), FileMode.OpenOrCreate, mapName: null, Capacity);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Notes what is about to run.</summary>
    public void Set(byte[] target, byte[] input)
    {
        _view.Write(0, target.Length);
        _view.Write(4, input.Length);
        _view.WriteArray(8, target, 0, target.Length);
        _view.WriteArray(8 + target.Length, input, 0, input.Length);
    }

    /// <summary>What was noted last: the target, its group in front, and the input.</summary>
    public (string Target, byte[] Input) Get()
    {
        byte[] target = new byte[_view.ReadInt32(0)];
        byte[] input = new byte[_view.ReadInt32(4)];
        _view.ReadArray(8, target, 0, target.Length);
        _view.ReadArray(8 + target.Length, input, 0, input.Length);
        return (Encoding.UTF8.GetString(target), input);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
