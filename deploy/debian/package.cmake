# What `cmake --install` and `cpack -G DEB` make of a built tree: the gateway alone, with its manual, completions, configuration and
# units. deploy/docs/install.md says how to use them.
include(GNUInstallDirs)

install(TARGETS stopgate RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_SOURCE_DIR}/deploy/stopgate.toml DESTINATION /etc/stopgate)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/stopgate.service ${CMAKE_CURRENT_LIST_DIR}/stopgate.socket DESTINATION /lib/systemd/system)
install(FILES ${PROJECT_SOURCE_DIR}/deploy/prometheus/prometheus.yaml ${PROJECT_SOURCE_DIR}/deploy/prometheus/rules.yaml DESTINATION ${CMAKE_INSTALL_DATADIR}/stopgate/prometheus)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/deploy/grafana/dashboards DESTINATION ${CMAKE_INSTALL_DATADIR}/stopgate/grafana)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/stopgate)

# The program writes these itself. Not while building: what installs has the program, and cross-builds are nobody's need.
set(pages ${CMAKE_BINARY_DIR}/pages)
install(CODE "
  file(MAKE_DIRECTORY \"${pages}\")
  foreach(page \"man|stopgate.1\" \"completion bash|stopgate\" \"completion zsh|_stopgate\")
    string(REGEX MATCH \"^(.*)[|](.*)$\" all \"\${page}\")
    set(file \"${pages}/\${CMAKE_MATCH_2}\")
    separate_arguments(words UNIX_COMMAND \"\${CMAKE_MATCH_1}\")
    execute_process(COMMAND \"$<TARGET_FILE:stopgate>\" \${words} OUTPUT_FILE \"\${file}\" COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  file(COPY_FILE \"${PROJECT_SOURCE_DIR}/CHANGELOG.md\" \"${pages}/changelog\")
  foreach(page stopgate.1 changelog)
    execute_process(COMMAND gzip -9nf \"${pages}/\${page}\" COMMAND_ERROR_IS_FATAL ANY)
  endforeach()")
install(FILES ${pages}/stopgate.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/stopgate DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${pages}/_stopgate DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${pages}/changelog.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/stopgate)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME stopgate)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "keeps SMS opt-outs on the SMPP link to a carrier")
set(CPACK_PACKAGE_DESCRIPTION "Stopgate sits between an application that sends texts and a carrier's message
centre. Who replies STOP gets no more texts, every STOP and START is answered
and kept, and everything else passes as if it were not there.")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
set(CPACK_SET_DESTDIR ON)  # for /etc and /lib
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The Stopgate developers <stopgate@localhost>")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, init-system-helpers")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(script postinst prerm postrm conffiles)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/${script})
endforeach()
include(CPack)
