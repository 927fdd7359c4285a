@echo off
rem Runs the qwenvl command on Windows: finds a JDK, builds on first use, then hands over to Java. QWENVL_JAVA_OPTIONS adds JVM options.
setlocal
set "home=%~dp0"
set "jar=%home%cli\target\qwenvl.jar"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo qwenvl: JDK 17 or newer was not found: install one or set JAVA_HOME>&2
  exit /b 1
)
if not exist "%jar%" (
  where mvn >nul 2>&1
  if errorlevel 1 (
    echo qwenvl: Maven is needed for the first run and was not found: install it>&2
    exit /b 1
  )
  echo qwenvl: building ^(the first time fetches libraries and takes a few minutes^) ...>&2
  call mvn -q -B -f "%home%pom.xml" -pl cli -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip package
  if errorlevel 1 exit /b 1
)
set "native="
for /f "tokens=2 delims==" %%v in ('""%java%" -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.specification.version =""') do set "version=%%v"
if %version% geq 24 set "native=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
"%java%" -Djava.awt.headless=true -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 %native% %QWENVL_JAVA_OPTIONS% -jar "%jar%" %*
exit /b %errorlevel%
