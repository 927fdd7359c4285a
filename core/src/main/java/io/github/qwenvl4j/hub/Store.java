package io.github.qwenvl4j.hub;

import java.io.IOException;
import java.nio.file.Path;

/** The local folder of a model that is being downloaded. */
interface Store {

    /** The folder to open the model from. */
    Path folder();

    /** Whether the file is in the folder. */
    boolean has(RemoteFile file) throws IOException;

    /** Whether the file's content is on this machine, in the folder or elsewhere in the cache. */
    boolean hasContent(RemoteFile file) throws IOException;

    /** The path to which the complete file is moved. */
    Path content(RemoteFile file);

    /** Makes the fetched file appear in the folder. */
    void publish(RemoteFile file) throws IOException;

    /** The lock that is held while a file is downloaded. */
    Path lock(RemoteFile file);

    /** Called after everything has been downloaded. */
    void complete() throws IOException;
}
