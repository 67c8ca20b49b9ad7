"""From a folder, a zip or a file to rows of text."""

import os
import zipfile

import pytest

from registry.exchange.importing.reading import Unreadable, WrongPath, rows, sources


def read(data):
    names, found = rows(data)
    return names, [(row.number, row.cells) for row in found]


@pytest.mark.parametrize(
    "data",
    [
        b"study_id,condition\nMTL-0001,Asthma\n",
        b"\xef\xbb\xbfstudy_id,condition\r\nMTL-0001,Asthma\r\n",
        b"study_id;condition\nMTL-0001;Asthma\n",
        b"study_id,condition\rMTL-0001,Asthma\r",
        b'"study_id" , "condition"\nMTL-0001,"Asthma"'.replace(b" , ", b","),
        b"study_id,condition,,\nMTL-0001,Asthma,,\n",
    ],
    ids=["plain", "byte order mark", "semicolon", "old line ends", "quoted", "empty columns behind"],
)
def test_same_rows_in_every_dialect(data):
    assert read(data) == (["study_id", "condition"], [(2, {"study_id": "MTL-0001", "condition": "Asthma"})])


def test_rows_are_counted_as_a_spreadsheet_does():
    names, found = read(b'a,b\n\n1,"two\nlines"\n\n3,4\n')

    assert [number for number, _cells in found] == [3, 5]
    assert found[0][1] == {"a": "1", "b": "two\nlines"}


def test_text_with_separators_of_the_other_kind_stays_whole():
    assert read(b"study_id,condition\nMTL-0001,a;b;c\n")[1] == [(2, {"study_id": "MTL-0001", "condition": "a;b;c"})]


def test_folder_passes_over_what_describes_it(tmp_path):
    for name in ("patients.csv", "README.md", "README.txt", "codebook.csv", "value_labels.csv", ".DS_Store"):
        (tmp_path / name).write_text("x\n")

    assert [source.name for source in sources(tmp_path)] == ["patients"]


def test_folder_in_the_folder_is_refused(tmp_path):
    (tmp_path / "patients.csv").mkdir()

    [source] = sources(tmp_path)
    with pytest.raises(Unreadable, match="is not a file"):
        source.read()


def test_pipe_in_the_folder_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "patients.csv")

    [source] = sources(tmp_path)
    with pytest.raises(Unreadable, match="is not a file"):
        source.read()


def test_path_that_is_not_there_is_wrong(tmp_path):
    with pytest.raises(WrongPath, match="There is no folder or zip"):
        sources(tmp_path / "nowhere")


def test_folder_without_a_table_is_wrong(tmp_path):
    (tmp_path / "README.md").write_text("Nothing yet")

    with pytest.raises(WrongPath, match="There is no TABLE.csv in"):
        sources(tmp_path)


def test_file_that_the_system_keeps_is_refused_in_words(tmp_path, monkeypatch):
    (tmp_path / "patients.csv").write_text("a,b\n")

    def kept(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", kept)

    [source] = sources(tmp_path)
    with pytest.raises(Unreadable, match=r"“patients.csv” cannot be read \(Permission denied\)"):
        source.read()


def test_file_that_is_no_zip_is_wrong(tmp_path):
    path = tmp_path / "cohort.xlsx"
    path.write_bytes(b"not a zip")

    with pytest.raises(WrongPath, match="neither a folder, nor a zip, nor a CSV file"):
        sources(path)


def packed(path, entries, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def test_zip_gives_its_tables(tmp_path):
    path = packed(tmp_path / "cohort.zip", [("patients.csv", "a,b\n1,2\n"), ("README.txt", "about")])

    [source] = sources(path)
    assert (source.name, source.read()) == ("patients", b"a,b\n1,2\n")


@pytest.mark.parametrize(
    "name",
    [
        "../patients.csv",
        "/etc/patients.csv",
        "cohort/patients.csv",
        "C:patients.csv",
        "cohort\\patients.csv",
        "cohort/",
    ],
)
def test_path_in_a_zip_entry_is_refused(tmp_path, name):
    path = packed(tmp_path / "cohort.zip", [(name, "a,b\n")])

    with pytest.raises(Unreadable, match="in the zip has a path"):
        sources(path)


def test_zip_bomb_is_refused_unread(tmp_path):
    path = packed(tmp_path / "cohort.zip", [("patients.csv", b"0" * 5_000_000)])

    with pytest.raises(Unreadable, match="to 5000000 bytes when unpacked"):
        sources(path)


def test_large_honest_table_is_read(tmp_path):
    table = "study_id,condition\n" + "".join(f"MTL-{n:06},Condition {n * 7919 % 10_007}\n" for n in range(60_000))
    path = packed(tmp_path / "cohort.zip", [("medical_history.csv", table)])

    assert len(sources(path)[0].read()) == len(table) > 1_000_000


def test_zip_whose_directory_lies_is_refused(tmp_path):
    path = packed(tmp_path / "cohort.zip", [("patients.csv", b"0" * 5_000_000)])
    # Both places where a zip tells the size of an entry now say 10 bytes.
    path.write_bytes(path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))

    [source] = sources(path)
    with pytest.raises(Unreadable, match="cannot be unpacked"):
        source.read()


def test_damaged_zip_is_refused(tmp_path):
    path = packed(tmp_path / "cohort.zip", [("patients.csv", os.urandom(5000))])
    data = bytearray(path.read_bytes())
    data[2000:2100] = bytes(100)
    path.write_bytes(data)

    [source] = sources(path)
    with pytest.raises(Unreadable, match="cannot be unpacked"):
        source.read()


def test_entry_twice_in_a_zip_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "cohort.zip", [("patients.csv", "a\n"), ("patients.csv", "b\n")])

    with pytest.raises(Unreadable, match="stands in the zip twice"):
        sources(path)


def test_encrypted_entry_is_refused(tmp_path):
    path = packed(tmp_path / "cohort.zip", [("patients.csv", "a,b\n")])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag of encryption in the directory
    path.write_bytes(data)

    with pytest.raises(Unreadable, match="is encrypted"):
        sources(path)
